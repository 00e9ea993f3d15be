"""人民币大写 in SQL: digits with their units, then runs of zeros folded."""

from tombolo.formula import sql
from tombolo.formula.sql import NOTHING, Site, call, infix, string, when
from tombolo.pg.tree import (
    And,
    Call,
    Case,
    Cast,
    Col,
    Expr,
    FromCall,
    Lit,
    Order,
    Out,
    Scalar,
    Select,
)

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = "仟佰拾万仟佰拾亿仟佰拾万仟佰拾元"  # of sixteen digits; the third 万 is 万亿
FOLDS = (
    ("零[仟佰拾]", "零"), ("零+", "零"), ("零万", "万"), ("零亿", "亿"), ("零元", "元"),
    ("亿万", "亿"), ("万亿", "万亿"), ("^零+", ""), ("^万", ""), ("^亿", ""), ("^万", ""), ("^零+", ""), ("^元", ""),
)  # fmt: skip


def capitals(args: tuple[Expr, ...], site: Site) -> Expr:
    """Blank from 10^15 on."""
    return site.once((call("round", args[0], Lit(2)),), lambda amount: _signed(amount, site))


def _signed(amount: Expr, site: Site) -> Expr:
    size = call("abs", amount)
    sign = when(infix("<", amount, sql.ZERO), Lit("负"), NOTHING)
    return Case(
        (
            (infix("=", amount, sql.ZERO), Lit("零元整")),
            (infix(">=", size, sql.number("1e15")), Cast(Lit(None), "text")),
        ),
        call("concat", sign, _yuan(size, site), _cents(size)),
    )


def _yuan(size: Expr, site: Site) -> Expr:
    digits = call(
        "translate",
        call("to_char", call("trunc", size), Lit("FM0000000000000000")),
        Lit("0123456789"),
        Lit(DIGITS),
    )
    alias = site.aliases.fresh()
    place = Col(alias, "i")
    pairs = call(
        "concat", call("substr", digits, place, Lit(1)), call("substr", Lit(UNITS), place, Lit(1))
    )
    spelled: Expr = Scalar(
        Select(
            (Out(Call("string_agg", (pairs, NOTHING), order=(Order(place),)), "v"),),
            source=FromCall(call("generate_series", Lit(1), Lit(16)), alias, ("i",)),
        )
    )
    for pattern, new in FOLDS:
        spelled = call("regexp_replace", spelled, string(pattern), Lit(new), Lit("g"))
    return spelled


def _cents(size: Expr) -> Expr:
    cents = call("mod", infix("*", size, sql.number(100)), sql.number(100))
    tenth = Cast(call("trunc", infix("/", cents, sql.number(10))), "integer")
    hundredth = Cast(call("mod", cents, sql.number(10)), "integer")
    yuan = infix(">=", size, sql.ONE)
    jiao = Case(
        (
            (infix(">", tenth, Lit(0)), call("concat", _digit(tenth), Lit("角"))),
            (And((yuan, infix(">", hundredth, Lit(0)))), Lit("零")),
        ),
        NOTHING,
    )
    fen = when(
        infix(">", hundredth, Lit(0)), call("concat", _digit(hundredth), Lit("分")), Lit("整")
    )
    return call("concat", jiao, fen)


def _digit(number: Expr) -> Expr:
    return call("substr", Lit(DIGITS), infix("+", number, Lit(1)), Lit(1))
