"""Numbers: exact arithmetic, Excel's rounding (half away from zero), nothing that can fail."""

# ruff: noqa: ARG001, ARG005 - a rule of the table takes what all rules take

from collections.abc import Callable

from tombolo.formula import sql
from tombolo.formula.functions.function import Function, number, one, several
from tombolo.formula.sql import ONE, ZERO, Site, call, infix, when
from tombolo.formula.types import NUMBER, TEXT
from tombolo.pg.tree import NULL, And, Call, Case, Cast, Expr, Infix, Lit, Neg, Or

Args = tuple[Expr, ...]
LN_HUGE = sql.number(138)  # e^138 is 10^60


def plain(name: str) -> Callable[[Args, Site], Expr]:
    """A PostgreSQL function of the same arguments that cannot fail."""
    return lambda args, site: Call(name, args)


def guarded(
    test: Callable[[Expr], Expr], build: Callable[[Expr], Expr]
) -> Callable[[Args, Site], Expr]:
    """`build` where `test` holds, else blank."""
    return lambda args, site: site.once((args[0],), lambda x: when(test(x), build(x)))


def power(args: Args, site: Site) -> Expr:
    """base^exponent; blank where there is no real result or it is beyond 10^60, 0 where it vanishes."""

    def build(base: Expr, exponent: Expr) -> Expr:
        size = infix("*", exponent, call("ln", call("abs", base)))
        odd = And((infix("<", base, ZERO), infix("<>", exponent, call("trunc", exponent))))
        return Case(
            (
                (infix("=", exponent, ZERO), ONE),
                (And((infix("=", base, ZERO), infix(">", exponent, ZERO))), ZERO),
                (Or((infix("=", base, ZERO), odd)), NULL),
                (infix(">", size, LN_HUGE), NULL),
                (infix("<", size, Neg(LN_HUGE)), ZERO),
            ),
            call("power", base, exponent),
        )

    return site.once(args, build)


def _exp(args: Args, site: Site) -> Expr:
    return site.once(
        (args[0],),
        lambda x: Case(
            ((infix(">", x, LN_HUGE), NULL), (infix("<", x, Neg(LN_HUGE)), ZERO)), call("exp", x)
        ),
    )


def _log(args: Args, site: Site) -> Expr:
    def build(x: Expr, base: Expr) -> Expr:
        fits = And((infix(">", x, ZERO), infix(">", base, ZERO), infix("<>", base, ONE)))
        return when(fits, call("log", base, x))

    return site.once(args, build)


def _mod(args: Args, site: Site) -> Expr:
    """The sign of the divisor, as in Excel; blank for 0."""

    def build(x: Expr, by: Expr) -> Expr:
        rest = call("mod", x, call("nullif", by, ZERO))
        return call("mod", infix("+", rest, by), call("nullif", by, ZERO))

    return site.once(args, build)


def digits(expr: Expr) -> Expr:
    return sql.whole(expr, -60, 30)


def _round(args: Args, site: Site) -> Expr:
    return call("round", args[0], digits(args[1]))


def _trunc(args: Args, site: Site) -> Expr:
    return call("trunc", args[0], digits(args[1]))


def _round_up(args: Args, site: Site) -> Expr:
    """Away from zero."""

    def build(x: Expr, places: Expr) -> Expr:
        cut = call("trunc", x, places)
        step = call("power", sql.number(10), Neg(Cast(places, "numeric")))
        return when(infix("=", x, cut), cut, infix("+", cut, infix("*", call("sign", x), step)))

    return site.once((args[0], digits(args[1])), build)


def _to_unit(name: str) -> Callable[[Args, Site], Expr]:
    def lower(args: Args, site: Site) -> Expr:
        def build(x: Expr, unit: Expr) -> Expr:
            count = call(name, infix("/", x, call("nullif", unit, ZERO)))
            return when(infix("=", unit, ZERO), ZERO, infix("*", count, unit))

        return site.once(args, build)

    return lower


def _sum(args: Args, site: Site) -> Expr:
    values = [sql.filled(arg, ZERO) for arg in args]
    return sql.balanced(values, lambda a, b: Infix("+", a, b))


def _product(args: Args, site: Site) -> Expr:
    values = [sql.filled(arg, ONE) for arg in args]
    return sql.within(site, sql.balanced(values, lambda a, b: Infix("*", a, b)))


def counted(args: Args) -> Expr:
    """How many are not blank; in groups, as a call takes 100 arguments."""
    groups = [Call("num_nonnulls", args[at : at + 90]) for at in range(0, len(args), 90)]
    return sql.numeric(sql.balanced(groups, lambda a, b: Infix("+", a, b)))


def _average(args: Args, site: Site) -> Expr:
    def build(*values: Expr) -> Expr:
        return infix("/", _sum(values, site), call("nullif", counted(values), ZERO))

    return site.once(args, build)


def _count(args: Args, site: Site) -> Expr:
    shown = zip(args, site.types, strict=True)
    return counted(
        tuple(call("nullif", arg, Lit("")) if kind.name == "text" else arg for arg, kind in shown)
    )


def _circle(name: str) -> Callable[[Args, Site], Expr]:
    """A function of an angle, through double precision; beyond 10^15 there is no angle left."""

    def build(x: Expr) -> Expr:
        value = call(name, Cast(x, "double precision"))
        return sql.numeric(call("round", sql.numeric(value), Lit(15)))

    return guarded(lambda x: infix("<", call("abs", x), sql.number("1e15")), build)


def _cotangent(args: Args, site: Site) -> Expr:
    """Blank at 0, where there is none."""
    return site.once(
        (_circle("tan")(args, site),), lambda x: infix("/", ONE, call("nullif", x, ZERO))
    )


def _arc(name: str) -> Callable[[Args, Site], Expr]:
    """The angle of a sine or cosine; blank beyond 1."""

    def build(x: Expr) -> Expr:
        value = call(name, Cast(x, "double precision"))
        return sql.numeric(call("round", sql.numeric(value), Lit(15)))

    return guarded(lambda x: infix("<=", call("abs", x), ONE), build)


def _arctangent(args: Args, site: Site) -> Expr:
    size = call("least", call("greatest", args[0], sql.number("-1e30")), sql.number("1e30"))
    value = call("atan", Cast(size, "double precision"))
    return call("round", sql.numeric(value), Lit(15))


def _angle(args: Args, site: Site) -> Expr:
    """Of a point x, y, as in Excel; blank for the origin."""

    def build(x: Expr, y: Expr) -> Expr:
        value = call("atan2", Cast(y, "double precision"), Cast(x, "double precision"))
        origin = And((infix("=", x, ZERO), infix("=", y, ZERO)))
        huge = sql.number("1e60")
        fits = And((infix("<", call("abs", x), huge), infix("<", call("abs", y), huge)))
        tiny = sql.number("1e-60")
        near = Or((
            And((infix("<>", x, ZERO), infix("<", call("abs", x), tiny))),
            And((infix("<>", y, ZERO), infix("<", call("abs", y), tiny))),
        ))  # fmt: skip
        angle = call("round", sql.numeric(value), Lit(15))
        return Case(((Or((origin, near)), NULL), (fits, angle)), NULL)

    return site.once(args, build)


def _quotient(args: Args, site: Site) -> Expr:
    return call("trunc", infix("/", args[0], call("nullif", args[1], ZERO)))


def _to_multiple(args: Args, site: Site) -> Expr:
    """Blank when the signs differ, as there is no multiple on the way."""

    def build(x: Expr, unit: Expr) -> Expr:
        near = infix("*", call("round", infix("/", x, call("nullif", unit, ZERO))), unit)
        against = infix("<", infix("*", call("sign", x), call("sign", unit)), ZERO)
        return Case(((infix("=", unit, ZERO), ZERO), (against, NULL)), near)

    return site.once(args, build)


def _parity(odd: int) -> Callable[[Args, Site], Expr]:
    """Away from zero to the next even, or odd, number."""

    def lower(args: Args, site: Site) -> Expr:
        def build(x: Expr) -> Expr:
            size = infix("-", call("abs", x), sql.number(odd))
            up = infix("*", call("ceil", infix("/", size, sql.number(2))), sql.number(2))
            whole = infix("+", call("greatest", up, ZERO), sql.number(odd))
            return when(infix("<", x, ZERO), Neg(whole), whole)

        return site.once(args, build)

    return lower


LARGEST = sql.number("1e30")  # of which divisors and multiples are sought


def _divisors(name: str) -> Callable[[Args, Site], Expr]:
    """Gcd or lcm of whole numbers, blank for negative ones and beyond 10^30."""

    def lower(args: Args, site: Site) -> Expr:
        def pair(a: Expr, b: Expr) -> Expr:
            return site.once(
                (a, b),
                lambda x, y: when(
                    And((sql.between(x, ZERO, LARGEST), sql.between(y, ZERO, LARGEST))),
                    call(name, x, y),
                ),
            )

        values: list[Expr] = [call("trunc", sql.filled(arg, ZERO)) for arg in args]
        return pair(values[0], values[0]) if len(values) == 1 else sql.balanced(values, pair)

    return lower


def _squares(args: Args, site: Site) -> Expr:
    values = [
        site.once((sql.filled(arg, ZERO),), lambda x: sql.within(site, infix("*", x, x)))
        for arg in args
    ]
    return sql.balanced(values, lambda a, b: Infix("+", a, b))


def _chance(args: Args, site: Site) -> Expr:
    return sql.for_each_row(site, sql.numeric(call("random")))


def _chance_between(args: Args, site: Site) -> Expr:
    """Both ends included; blank when the second is below the first."""

    def build(low: Expr, high: Expr) -> Expr:
        count = infix("+", infix("-", high, low), ONE)
        drawn = infix("+", low, call("floor", infix("*", _chance((), site), count)))
        return when(infix(">=", high, low), drawn)

    return site.once((call("ceil", args[0]), call("floor", args[1])), build)


PI = sql.number("3.14159265358979323846")
_GROUPED = "FM999,999,999,999,999,999,999,999,999,999,999,999,999,999,999,999,999,999,999,999,990"


def _fixed(args: Args, site: Site) -> Expr:
    """Text with so many decimals, with or without thousands separators."""

    def build(x: Expr, places: Expr, plain_text: Expr) -> Expr:
        rounded = call("round", x, places)
        whole = call("to_char", call("trunc", call("abs", rounded)), Lit(_GROUPED))
        part = call(
            "substr",
            Cast(call("abs", rounded), "text"),
            infix("+", call("length", Cast(call("trunc", call("abs", rounded)), "text")), Lit(1)),
        )
        sign = when(infix("<", rounded, ZERO), Lit("-"), Lit(""))
        grouped = call("concat", sign, whole, part)
        bare = Cast(rounded, "text")
        return when(plain_text, bare, grouped)

    return site.once((args[0], sql.whole(args[1], 0, 30), sql.truth(args[2])), build)


_BY_CHANCE = (
    "每次读取都是新的值；作默认值时只取一次",
    "New at each reading; as a default it is drawn once",
)

NUMBERS = (
    Function("ABS", "number", (number("number"),), NUMBER, plain("abs"), "绝对值", "Without its sign", (("ABS(-2.5)", "2.5"), ("ABS(BLANK())", "0"))),
    Function("INT", "number", (number("number"),), NUMBER, plain("floor"), "向下取整", "Down to a whole number", (("INT(2.7)", "2"), ("INT(-2.1)", "-3"))),
    Function("MOD", "number", (number("number"), number("divisor")), NUMBER, _mod, "余数，符号同除数；除以 0 为空", "What is left after dividing, with the divisor's sign; blank for 0", (("MOD(7, 3)", "1"), ("MOD(-7, 3)", "2"), ("MOD(7, -3)", "-2"), ("MOD(7, 0)", ""))),
    Function("POWER", "number", (number("base"), number("exponent")), NUMBER, power, "乘方", "A number to a power", (("POWER(2, 10)", "1024"), ("POWER(-8, 0.5)", ""), ("POWER(9, 99999)", ""), ("9^9^9", ""), ("-2^2", "4"))),
    Function("SQRT", "number", (number("number"),), NUMBER, guarded(lambda x: infix(">=", x, ZERO), lambda x: call("sqrt", x)), "平方根；负数为空", "The square root; blank below 0", (("SQRT(16)", "4"), ("SQRT(-1)", ""))),
    Function("EXP", "number", (number("number"),), NUMBER, _exp, "e 的乘方", "e to a power", (("ROUND(EXP(1), 6)", "2.718282"), ("EXP(100000)", ""))),
    Function("LN", "number", (number("number"),), NUMBER, guarded(lambda x: infix(">", x, ZERO), lambda x: call("ln", x)), "自然对数；0 和负数为空", "The natural logarithm; blank for 0 and below", (("ROUND(LN(10), 6)", "2.302585"), ("LN(0)", ""))),
    Function("LOG", "number", (number("number"), number("base", 10)), NUMBER, _log, "对数，底数默认为 10", "The logarithm, to base 10 unless given", (("LOG(1000)", "3"), ("LOG(8, 2)", "3"), ("LOG(8, 1)", ""))),
    Function("LOG10", "number", (number("number"),), NUMBER, guarded(lambda x: infix(">", x, ZERO), lambda x: call("log", x)), "以 10 为底的对数", "The logarithm to base 10", (("LOG10(100)", "2"), ("LOG10(-5)", ""))),
    Function("ROUND", "number", (number("number"), number("digits", 0)), NUMBER, _round, "四舍五入（逢五远离零）", "Round, halves away from zero", (("ROUND(2.345, 2)", "2.35"), ("ROUND(-2.5)", "-3"), ("ROUND(1234, -2)", "1200"))),
    Function("ROUNDUP", "number", (number("number"), number("digits", 0)), NUMBER, _round_up, "向远离零的方向舍入", "Round away from zero", (("ROUNDUP(2.341, 2)", "2.35"), ("ROUNDUP(-2.1)", "-3"), ("ROUNDUP(2.35, 2)", "2.35"))),
    Function("ROUNDDOWN", "number", (number("number"), number("digits", 0)), NUMBER, _trunc, "向零的方向舍入", "Round toward zero", (("ROUNDDOWN(2.349, 2)", "2.34"), ("ROUNDDOWN(-2.9)", "-2"))),
    Function("TRUNC", "number", (number("number"), number("digits", 0)), NUMBER, _trunc, "截去小数", "Cut off digits", (("TRUNC(8.99)", "8"), ("TRUNC(-8.99, 1)", "-8.9"))),
    Function("FIXED", "number", (number("number"), number("digits", 2), one("plain", "boolean", optional=True)), TEXT, _fixed, "固定小数位的文本，带千分位", "Text with so many decimals and thousands separators", (("FIXED(1234.567, 2)", "1,234.57"), ("FIXED(1234.5, 2, TRUE)", "1234.50"), ("FIXED(-0.5, 1)", "-0.5"))),
    Function("CEILING", "number", (number("number"), number("unit", 1)), NUMBER, _to_unit("ceil"), "向上取到单位的整数倍", "Up to a multiple of the unit", (("CEILING(2.1)", "3"), ("CEILING(22, 5)", "25"), ("CEILING(0.3, 0.1)", "0.3"))),
    Function("FLOOR", "number", (number("number"), number("unit", 1)), NUMBER, _to_unit("floor"), "向下取到单位的整数倍", "Down to a multiple of the unit", (("FLOOR(2.9)", "2"), ("FLOOR(22, 5)", "20"), ("FLOOR(22, 0)", "0"))),
    Function("SIGN", "number", (number("number"),), NUMBER, plain("sign"), "正数 1，零 0，负数 -1", "1, 0 or -1", (("SIGN(-3)", "-1"), ("SIGN(0)", "0"))),
    Function("PI", "number", (), NUMBER, lambda args, site: PI, "圆周率", "The number pi", (("ROUND(PI(), 4)", "3.1416"),)),
    Function("PRODUCT", "number", (several("number", "number"),), NUMBER, _product, "各参数的乘积，空值略过", "The arguments multiplied; blanks are skipped", (("PRODUCT(2, 3, 4)", "24"), ("PRODUCT(2, BLANK())", "2"), ("PRODUCT(lines.price)", "1000")), special="listed", blank=("没有任何值的多行为空", "Rows without any value give blank")),
    Function("SIN", "number", (number("angle"),), NUMBER, _circle("sin"), "正弦（弧度）", "Sine of an angle in radians", (("SIN(0)", "0"), ("ROUND(SIN(PI() / 2), 6)", "1"))),
    Function("COS", "number", (number("angle"),), NUMBER, _circle("cos"), "余弦（弧度）", "Cosine of an angle in radians", (("COS(0)", "1"),)),
    Function("TAN", "number", (number("angle"),), NUMBER, _circle("tan"), "正切（弧度）", "Tangent of an angle in radians", (("TAN(0)", "0"), ("ROUND(TAN(PI() / 4), 6)", "1"))),
    Function("RADIANS", "number", (number("degrees"),), NUMBER, lambda args, site: infix("/", infix("*", args[0], PI), sql.number(180)), "角度转弧度", "Degrees to radians", (("ROUND(RADIANS(180), 4)", "3.1416"),)),
    Function("DEGREES", "number", (number("angle"),), NUMBER, lambda args, site: infix("/", infix("*", args[0], sql.number(180)), PI), "弧度转角度", "Radians to degrees", (("ROUND(DEGREES(PI()), 4)", "180"),)),
    Function("COT", "number", (number("angle"),), NUMBER, _cotangent, "余切（弧度）；0 为空", "Cotangent of an angle in radians; blank for 0", (("ROUND(COT(PI() / 4), 6)", "1"), ("COT(0)", ""))),
    Function("ASIN", "number", (number("sine"),), NUMBER, _arc("asin"), "反正弦；绝对值大于 1 为空", "The angle of a sine; blank beyond 1", (("ROUND(ASIN(1), 6)", "1.570796"), ("ASIN(2)", ""))),
    Function("ACOS", "number", (number("cosine"),), NUMBER, _arc("acos"), "反余弦；绝对值大于 1 为空", "The angle of a cosine; blank beyond 1", (("ACOS(1)", "0"), ("ACOS(-1.5)", ""))),
    Function("ATAN", "number", (number("tangent"),), NUMBER, _arctangent, "反正切", "The angle of a tangent", (("ROUND(ATAN(1), 6)", "0.785398"),)),
    Function("ATAN2", "number", (number("x"), number("y")), NUMBER, _angle, "坐标点的角度；原点为空", "The angle of a point; blank for the origin", (("ROUND(ATAN2(1, 1), 6)", "0.785398"), ("ATAN2(0, 0)", ""))),
    Function("QUOTIENT", "number", (number("number"), number("divisor")), NUMBER, _quotient, "商的整数部分；除以 0 为空", "The whole part of a division; blank for 0", (("QUOTIENT(7, 2)", "3"), ("QUOTIENT(-7, 2)", "-3"), ("QUOTIENT(7, 0)", ""))),
    Function("MROUND", "number", (number("number"), number("unit")), NUMBER, _to_multiple, "舍入到单位的整数倍；符号不同为空", "Rounded to a multiple of the unit; blank when the signs differ", (("MROUND(7, 5)", "5"), ("MROUND(8, 5)", "10"), ("MROUND(8, -5)", ""))),
    Function("EVEN", "number", (number("number"),), NUMBER, _parity(0), "向远离零取到偶数", "Away from zero to an even number", (("EVEN(1.5)", "2"), ("EVEN(-3)", "-4"))),
    Function("ODD", "number", (number("number"),), NUMBER, _parity(1), "向远离零取到奇数", "Away from zero to an odd number", (("ODD(1.5)", "3"), ("ODD(0)", "1"))),
    Function("GCD", "number", (several("number", "number"),), NUMBER, _divisors("gcd"), "最大公约数；负数为空", "The greatest common divisor; blank for negative numbers", (("GCD(24, 36)", "12"), ("GCD(-1, 2)", ""))),
    Function("LCM", "number", (several("number", "number"),), NUMBER, _divisors("lcm"), "最小公倍数；负数为空", "The least common multiple; blank for negative numbers", (("LCM(4, 6)", "12"),)),
    Function("SUMSQ", "number", (several("number", "number"),), NUMBER, _squares, "平方和", "The sum of the squares", (("SUMSQ(3, 4)", "25"),)),
    Function("RAND", "number", (), NUMBER, _chance, "0 到 1 之间的随机数", "A number between 0 and 1, by chance", (("RAND() < 1", "TRUE"), ("RAND() < 0", "FALSE")), live="chance", blank=_BY_CHANCE),
    Function("RANDBETWEEN", "number", (number("low"), number("high")), NUMBER, _chance_between, "两数之间（含）的随机整数", "A whole number between two, both included, by chance", (("RANDBETWEEN(3, 3)", "3"), ("RANDBETWEEN(1, 6) <= 6", "TRUE"), ("RANDBETWEEN(2, 1)", "")), live="chance", blank=_BY_CHANCE),
)  # fmt: skip

# The rule "fold" of special.py sets these on rows; on their own arguments they are ordinary.
SUM = Function("SUM", "rows", (several("number", "number"),), NUMBER, _sum, "求和，空值略过", "The sum; blanks are skipped", (("SUM(1, 2, 3.5)", "6.5"), ("SUM(1, BLANK())", "1"), ("SUM(lines.qty * lines.price)", "60"), ("SUM(lines.qty, 1)", "7")), special="fold")  # fmt: skip
AVERAGE = Function("AVERAGE", "rows", (several("number", "number"),), NUMBER, _average, "平均值，空值略过", "The average; blanks are skipped", (("AVERAGE(1, 2, BLANK())", "1.5"), ("AVERAGE(lines.qty)", "3")), special="fold")  # fmt: skip
COUNT = Function("COUNT", "rows", (several("value", "any"),), NUMBER, _count, "行数，或不为空的值的个数", "How many rows, or how many values are not blank", (("COUNT(lines)", "3"), ("COUNT(lines.qty)", "2"), ('COUNT(1, "", BLANK())', "1")), ("COUNTA",), special="fold")  # fmt: skip
MAX = Function("MAX", "rows", (several("value", "ordered"),), lambda types: types[0], plain("greatest"), "最大值（数字、日期、时间），空值略过", "The greatest number, date or time; blanks are skipped", (("MAX(1, 3, 2)", "3"), ("MAX(lines.price)", "20"), ("MAX(orders.day)", "2026-03-01"), ("MAX(lines.qty, 100)", "100")), special="fold")  # fmt: skip
MIN = Function("MIN", "rows", (several("value", "ordered"),), lambda types: types[0], plain("least"), "最小值（数字、日期、时间），空值略过", "The least number, date or time; blanks are skipped", (("MIN(1, 3, 2)", "1"), ("MIN(lines.price)", "5")), special="fold")  # fmt: skip
