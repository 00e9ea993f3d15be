"""Texts: slices, searching, replacing, formats. Positions count from 1."""

# ruff: noqa: ARG001, ARG005 - a rule of the table takes what all rules take

from decimal import Decimal

from tombolo.formula import sql
from tombolo.formula.formats import date_format, number_format
from tombolo.formula.functions.function import (
    Function,
    Parameter,
    choice,
    more,
    number,
    one,
    several,
    text,
)
from tombolo.formula.functions.rmb import capitals
from tombolo.formula.sql import NOTHING, Site, call, infix, string, when
from tombolo.formula.types import BOOLEAN, NUMBER, TEXT
from tombolo.pg.tree import And, Call, Case, Cast, Expr, Infix, Lit, Or, Param

Args = tuple[Expr, ...]
LONGEST = 32_767  # characters of a text a function may make, as in an Excel cell


def _size(expr: Expr) -> Expr:
    return sql.whole(expr, 0, LONGEST)


def _length(expr: Expr) -> Expr:
    return call("length", expr)


def _concatenate(args: Args, site: Site) -> Expr:
    while len(args) > 90:
        args = tuple(Call("concat", args[at : at + 90]) for at in range(0, len(args), 90))
    return Call("concat", args)


def _mid(args: Args, site: Site) -> Expr:
    return call("substr", args[0], sql.whole(args[1], 1, 1_000_000_000), _size(args[2]))


def _replace(args: Args, site: Site) -> Expr:
    start, count = sql.whole(args[1], 1, 1_000_000_000), sql.whole(args[2], 0, 1_000_000_000)

    def build(whole: Expr, at: Expr, many: Expr) -> Expr:
        head = call("left", whole, infix("-", at, Lit(1)))
        return call("concat", head, args[3], call("substr", whole, infix("+", at, many)))

    return site.once((args[0], start, count), build)


def _substitute(args: Args, site: Site) -> Expr:
    """Every one, or the n-th. A result beyond the longest text is blank."""

    def build(whole: Expr, old: Expr, new: Expr, nth: Expr) -> Expr:
        grown = infix(
            "*",
            infix(
                "/",
                sql.numeric(_length(whole)),
                sql.numeric(call("greatest", _length(old), Lit(1))),
            ),
            sql.numeric(_length(new)),
        )
        too_long = infix(">", grown, sql.number(LONGEST))
        every = call("replace", whole, old, new)
        parts = call("string_to_array", whole, old)
        head = call("array_to_string", slice_of(parts, site, upto=nth), old)
        tail = call("array_to_string", slice_of(parts, site, after=nth), old)
        enough = infix("<", nth, call("cardinality", parts))
        one_of = when(enough, call("concat", head, new, tail), whole)
        return Case(
            (
                (Or((infix("=", old, NOTHING), infix("<", nth, Lit(0)))), whole),
                (too_long, Cast(Lit(None), "text")),
                (infix("=", nth, Lit(0)), every),
            ),
            one_of,
        )

    return site.once((args[0], args[1], args[2], sql.whole(args[3], -1, LONGEST)), build)


def slice_of(
    parts: Expr, site: Site, *, upto: Expr | None = None, after: Expr | None = None
) -> Expr:
    """The first, or the remaining, items of a list."""
    size = call("cardinality", parts)
    if upto is not None:
        return call("trim_array", parts, call("greatest", infix("-", size, upto), Lit(0)))
    assert after is not None
    turned = call("array_reverse", parts)
    kept = call("trim_array", turned, call("least", call("greatest", after, Lit(0)), size))
    return call("array_reverse", kept)


def _repeat(args: Args, site: Site) -> Expr:
    """Blank when the text would be longer than a cell of Excel holds."""
    return site.once(
        (args[0], sql.whole(args[1], 0, LONGEST + 1)),
        lambda what, times: when(
            infix("<=", infix("*", Cast(_length(what), "bigint"), times), Lit(LONGEST)),
            call("repeat", what, times),
        ),
    )


def _position(args: Args, site: Site, *, fold: bool) -> Expr:
    """Where the text stands, 0 when it does not."""
    find, inside = (call("lower", arg) for arg in args[:2]) if fold else args[:2]

    def build(what: Expr, whole: Expr, start: Expr) -> Expr:
        place = call("strpos", call("substr", whole, start), what)
        return sql.numeric(
            when(infix(">", place, Lit(0)), infix("-", infix("+", place, start), Lit(1)), Lit(0))
        )

    return site.once((find, inside, sql.whole(args[2], 1, 1_000_000_000)), build)


_NUMBER = string(r"^[-+]?([0-9]{1,30}([.][0-9]{0,30})?|[.][0-9]{1,30})%?$")


def _value(args: Args, site: Site) -> Expr:
    """Text as a number; blank when it is none. Thousands commas, ¥ and % are understood."""
    cleaned = call(
        "translate", args[0], Lit("０１２３４５６７８９．－％,，¥￥$ \t\n"), Lit("0123456789.-%")
    )

    def build(shown: Expr) -> Expr:
        digits = Cast(call("rtrim", shown, Lit("%")), "numeric")
        percent = infix("=", call("right", shown, Lit(1)), Lit("%"))
        value = when(percent, infix("/", digits, sql.number(100)), digits)
        return when(infix("~", shown, _NUMBER), value)

    return site.once((cleaned,), build)


def _text(args: Args, site: Site) -> Expr:
    """A number or date in a format. The format is a literal: check.py has read it."""
    wanted = args[1]
    assert isinstance(wanted, Param)
    shape = str(wanted.value)
    kind = site.types[0].name
    if kind in {"date", "moment", "time"}:
        value = args[0]
        if kind == "moment":
            value = sql.local(site, value)
        elif kind == "time":
            value = Cast(value, "interval")
        else:
            value = Cast(value, "timestamp")
        return call("to_char", value, string(date_format(shape) or "YYYY-MM-DD"))
    if kind != "number":
        return args[0]
    prefix, pattern, suffix, percent = number_format(shape) or (
        "",
        "FM" + "9" * 36 + "0",
        "",
        False,
    )

    def build(number_: Expr) -> Expr:
        value = infix("*", number_, sql.number(100)) if percent else number_
        shown = call("rtrim", call("to_char", call("abs", value), string(pattern)), Lit("."))
        zero = call("translate", shown, Lit("0.,"), NOTHING)
        minus = when(
            And((infix("<", value, sql.ZERO), infix("<>", zero, NOTHING))), Lit("-"), NOTHING
        )
        fits = infix("<", call("abs", value), sql.number("1e36"))
        return when(fits, call("concat", string(prefix), minus, shown, string(suffix)))

    return site.once((sql.filled(args[0], sql.ZERO),), build)


def _char(args: Args, site: Site) -> Expr:
    code = sql.whole(args[0], 0, 2_000_000)
    return site.once(
        (code,),
        lambda n: when(
            Or((sql.between(n, Lit(1), Lit(55_295)), sql.between(n, Lit(57_344), Lit(1_114_111)))),
            call("chr", n),
        ),
    )


def _code(args: Args, site: Site) -> Expr:
    return sql.numeric(call("ascii", call("nullif", args[0], NOTHING)))


def _matches(args: Args, site: Site) -> Expr:
    return Infix("~", call("left", args[0], Lit(LONGEST)), args[1])


MOST_NEW = 200  # characters of what REGEXREPLACE puts in: bounds what it can make


def _regex_replaced(args: Args, site: Site) -> Expr:
    r"""Every match; \1 … \9 and \& mean what was matched. Blank when the new text is too long."""

    def build(whole: Expr, new: Expr) -> Expr:
        made = call("regexp_replace", call("left", whole, Lit(LONGEST)), args[1], new, Lit("g"))
        shown = site.once((made,), lambda x: when(infix("<=", _length(x), Lit(LONGEST)), x))
        return when(infix("<=", _length(new), Lit(MOST_NEW)), shown)

    return site.once((args[0], args[2]), build)


def _regex_found(args: Args, site: Site) -> Expr:
    """The first match, or one of its groups; blank when there is none."""
    group = sql.whole(args[2], 0, 100)
    whole = call("left", args[0], Lit(LONGEST))
    return call("regexp_substr", whole, args[1], Lit(1), Lit(1), Lit("c"), group)


ESCAPED = (("~~", "\x01"), ("~*", "\x02"), ("~?", "\x03"))


def _like(args: Args, site: Site) -> Expr:
    """Excel's wildcards: * any text, ? one character, ~ before them means them."""
    pattern: Expr = call("left", args[1], Lit(1_000))
    for shown, kept in ESCAPED:
        pattern = call("replace", pattern, Lit(shown), string(kept))
    for sign in ("\\", "%", "_"):
        pattern = call("replace", pattern, string(sign), string("\\" + sign))
    for sign, wild in (("*", "%"), ("?", "_")):
        pattern = call("replace", pattern, Lit(sign), Lit(wild))
    for shown, kept in ESCAPED:
        pattern = call("replace", pattern, string(kept), Lit(shown[-1]))
    return infix("like", call("left", args[0], Lit(LONGEST)), pattern)


def _around(args: Args, site: Site, *, before: bool) -> Expr:
    """What stands before, or behind, the first place of a text; blank when it is not there."""

    def build(whole: Expr, mark: Expr) -> Expr:
        at = call("strpos", whole, mark)
        head = call("left", whole, infix("-", at, Lit(1)))
        tail = call("substr", whole, infix("+", at, _length(mark)))
        there = And((infix(">", at, Lit(0)), infix("<>", mark, NOTHING)))
        return when(there, head if before else tail)

    return site.once((args[0], args[1]), build)


_POINT = string(
    r"^\s*([-+]?[0-9]{1,3}([.][0-9]{1,20})?)\s*[,，]\s*([-+]?[0-9]{1,3}([.][0-9]{1,20})?)"
)
_EARTH = "6371008.8"  # metres of its mean radius


def _distance(args: Args, site: Site) -> Expr:
    """Metres along the great circle between two points "latitude,longitude"; blank for what is none."""

    def degrees(text_: Expr, place: str) -> Expr:
        shown = call("regexp_substr", text_, _POINT, Lit(1), Lit(1), Lit("c"), Lit(int(place)))
        return Cast(shown, "double precision")

    def build(lat: Expr, lng: Expr, lat2: Expr, lng2: Expr) -> Expr:
        def half(a: Expr, b: Expr) -> Expr:
            sine = call("sind", infix("/", infix("-", a, b), Lit(2)))
            return infix("*", sine, sine)

        across = infix("*", infix("*", call("cosd", lat), call("cosd", lat2)), half(lng, lng2))
        share = call("least", Lit(1), infix("+", half(lat, lat2), across))
        angle = call("asin", call("sqrt", share))
        metres = infix("*", sql.numeric(angle), sql.number(2 * Decimal(_EARTH)))
        real = And((
            *(sql.between(one_, Lit(-90), Lit(90)) for one_ in (lat, lat2)),
            *(sql.between(one_, Lit(-180), Lit(180)) for one_ in (lng, lng2)),
        ))  # fmt: skip
        return when(real, call("round", metres, Lit(2)))

    return site.once(tuple(degrees(arg, place) for arg in args for place in "13"), build)


def _text_join(args: Args, site: Site) -> Expr:
    separator, shown = args[0], tuple(call("nullif", arg, NOTHING) for arg in args[1:])
    while len(shown) > 90:
        groups = range(0, len(shown), 90)
        shown = tuple(
            call("nullif", Call("concat_ws", (separator, *shown[at : at + 90])), NOTHING)
            for at in groups
        )
    return Call("concat_ws", (separator, *shown))


def _starts(args: Args, site: Site) -> Expr:
    return call("starts_with", args[0], args[1])


def _ends(args: Args, site: Site) -> Expr:
    return site.once(
        (args[0], args[1]), lambda whole, end: infix("=", call("right", whole, _length(end)), end)
    )


_NOT_FOUND = (
    "找不到为 0（Excel 为错误）；不认通配符，可用 LIKE",
    "0 when absent, where Excel has an error; knows no wildcards, LIKE does",
)


def _pinyin(args: Args, site: Site) -> Expr:
    return call("pinyin", args[0], infix("=", args[1], string("INITIALS")))


TEXTS = (
    Function("CONCATENATE", "text", (several("text", "text"),), TEXT, _concatenate, "连接文本", "Texts one after the other", (('CONCATENATE("a", "b", 1.50)', "ab1.5"), ('"a" & BLANK() & 2', "a2")), ("CONCAT",)),
    Function("EXACT", "text", (text("a", fill=True), text("b", fill=True)), BOOLEAN, lambda args, site: infix("=", args[0], args[1]), "两个文本是否完全相同", "Whether two texts are the same", (('EXACT("a", "A")', "FALSE"), ('EXACT("a", "a")', "TRUE"))),
    Function("LEFT", "text", (text("text"), number("count", 1)), TEXT, lambda args, site: call("left", args[0], _size(args[1])), "开头的几个字符", "The first characters", (('LEFT("连岛平台", 2)', "连岛"), ('LEFT("ab")', "a"), ('LEFT("ab", -1)', ""))),
    Function("RIGHT", "text", (text("text"), number("count", 1)), TEXT, lambda args, site: call("right", args[0], _size(args[1])), "末尾的几个字符", "The last characters", (('RIGHT("abc", 2)', "bc"),)),
    Function("MID", "text", (text("text"), number("start"), number("count")), TEXT, _mid, "中间的几个字符", "Characters from the middle", (('MID("abcdef", 2, 3)', "bcd"), ('MID("abc", 9, 1)', ""))),
    Function("LEN", "text", (text("text", fill=True),), NUMBER, lambda args, site: sql.numeric(_length(args[0])), "字符数", "How many characters", (('LEN("连岛")', "2"), ("LEN(BLANK())", "0"))),
    Function("LOWER", "text", (text("text"),), TEXT, lambda args, site: call("lower", args[0]), "转小写", "In small letters", (('LOWER("AbC")', "abc"),)),
    Function("UPPER", "text", (text("text"),), TEXT, lambda args, site: call("upper", args[0]), "转大写", "In capitals", (('UPPER("AbC")', "ABC"),)),
    Function("PROPER", "text", (text("text"),), TEXT, lambda args, site: call("initcap", args[0]), "每个单词首字母大写", "Each word with a capital", (('PROPER("hello world")', "Hello World"),)),
    Function("TRIM", "text", (text("text"),), TEXT, lambda args, site: call("btrim", call("regexp_replace", args[0], string("[ \u3000\t]+"), Lit(" "), Lit("g"))), "去掉首尾空格，中间连续空格合为一个", "Without outer spaces, inner ones single", (('TRIM("  a   b ")', "a b"),)),
    Function("REPLACE", "text", (text("text"), number("start"), number("count"), text("new")), TEXT, _replace, "按位置替换", "Replace by position", (('REPLACE("abcdef", 2, 3, "X")', "aXef"), ('REPLACE("abc", 9, 1, "X")', "abcX"))),
    Function("SUBSTITUTE", "text", (text("text"), text("old", fill=True), text("new", fill=True), number("which", 0)), TEXT, _substitute, "替换文本；可只替换第几个", "Replace a text everywhere, or only the n-th", (('SUBSTITUTE("a-b-c", "-", "+")', "a+b+c"), ('SUBSTITUTE("a-b-c", "-", "+", 2)', "a-b+c"), ('SUBSTITUTE("abc", "", "x")', "abc"), ('LEN(SUBSTITUTE(REPT("a", 30000), "a", REPT("b", 30000)))', "0"))),
    Function("REPT", "text", (text("text"), number("times")), TEXT, _repeat, "重复文本（最长 32767 个字符，超出为空）", "A text repeated; blank beyond 32,767 characters", (('REPT("ab", 3)', "ababab"), ('rept("a", 1e9)', ""), ('REPT("a", -1)', ""))),
    Function("SEARCH", "text", (text("find", fill=True), text("text", fill=True), number("start", 1)), NUMBER, lambda args, site: _position(args, site, fold=True), "查找位置，不分大小写；找不到为 0", "Where a text stands, capitals alike; 0 when absent", (('SEARCH("B", "abc")', "2"), ('SEARCH("x", "abc")', "0"), ('SEARCH("a", "abca", 2)', "4")), blank=_NOT_FOUND),
    Function("FIND", "text", (text("find", fill=True), text("text", fill=True), number("start", 1)), NUMBER, lambda args, site: _position(args, site, fold=False), "查找位置，区分大小写；找不到为 0", "Where a text stands, capitals differ; 0 when absent", (('FIND("B", "abc")', "0"), ('FIND("b", "abc")', "2")), blank=_NOT_FOUND),
    Function("CONTAINS", "text", (one("text", "any"), one("part", "any")), BOOLEAN, lambda args, site: infix(">", call("strpos", sql.filled(args[0], NOTHING), sql.filled(args[1], NOTHING)), Lit(0)), "文本是否包含另一文本，或列表是否包含某值", "Whether a text has a part, or a list a value", (('CONTAINS("上海分公司", "上海")', "TRUE"), ('CONTAINS("abc", "x")', "FALSE"), ('CONTAINS(tags, "vip")', "TRUE")), ("INCLUDES",), special="contains"),
    Function("STARTSWITH", "text", (text("text", fill=True), text("start", fill=True)), BOOLEAN, _starts, "是否以…开头", "Whether a text starts with another", (('STARTSWITH("abc", "ab")', "TRUE"), ('STARTSWITH("abc", "b")', "FALSE"))),
    Function("ENDSWITH", "text", (text("text", fill=True), text("end", fill=True)), BOOLEAN, _ends, "是否以…结尾", "Whether a text ends with another", (('ENDSWITH("abc", "bc")', "TRUE"), ('ENDSWITH("abc", "b")', "FALSE"))),
    Function("TEXT", "text", (one("value", "shown"), Parameter("format", "text", literal="format")), TEXT, _text, "按格式转成文本", "A number or date in a format", (('TEXT(1234.5, "#,##0.00")', "1,234.50"), ('TEXT(0.256, "0.0%")', "25.6%"), ('TEXT(7, "000")', "007"), ('TEXT(-0.004, "0.00")', "0.00"), ('TEXT(DATE(2026, 1, 5), "yyyy年m月d日")', "2026年1月5日"), ('TEXT(opened, "yyyy-MM-dd HH:mm")', "2026-01-15 09:30"))),
    Function("VALUE", "text", (text("text"),), NUMBER, _value, "文本转数字；不是数字为空", "A text as a number; blank when it is none", (('VALUE("1,234.50")', "1234.5"), ('VALUE("12%")', "0.12"), ('VALUE("abc")', ""), ('VALUE("-3")', "-3"))),
    Function("CHAR", "text", (number("code"),), TEXT, _char, "编码对应的字符", "The character of a code", (("CHAR(65)", "A"), ("CHAR(0)", ""), ("CHAR(55300)", "")), ("UNICHAR",)),
    Function("CODE", "text", (text("text"),), NUMBER, _code, "第一个字符的编码", "The code of the first character", (('CODE("A")', "65"), ('CODE("")', "")), ("UNICODE",)),
    Function("REGEXMATCH", "text", (text("text", fill=True), Parameter("pattern", "text", literal="pattern")), BOOLEAN, _matches, "是否匹配正则表达式", "Whether a text matches a pattern", (('REGEXMATCH("13800138000", "^1[0-9]{10}$")', "TRUE"), ('REGEXMATCH("abc", "^[0-9]+$")', "FALSE"))),
    Function("TEXTJOIN", "text", (text("separator", fill=True), one("value", "any"), more("more", "any")), TEXT, _text_join, "用分隔符连接文本、列表或多行，空值略过", "Texts, lists or rows joined; blanks are skipped", (('TEXTJOIN("-", "a", "", "b")', "a-b"), ('TEXTJOIN(",", TRUE, lines.name)', "螺丝,螺母,垫片"), ('TEXTJOIN("/", "x", tags)', "x/vip/new")), special="textjoin"),
    Function("PINYIN", "text", (text("text"), choice("style", "FULL", "INITIALS", default="FULL")), TEXT, _pinyin, "拼音，或只要首字母（initials）；多音字取常用音", "How Chinese characters sound, or only the initials; each as it is read most often", (('PINYIN("连岛科技")', "liandaokeji"), ('PINYIN("连岛 A2", "initials")', "ld A2"), ('PINYIN("")', ""))),
    Function("RMBCAP", "text", (number("amount"),), TEXT, capitals, "人民币大写", "An amount in Chinese capitals", (("RMBCAP(1234.56)", "壹仟贰佰叁拾肆元伍角陆分"), ("RMBCAP(0)", "零元整"), ("RMBCAP(100000)", "壹拾万元整"), ("RMBCAP(10010001.01)", "壹仟零壹万零壹元零壹分"), ("RMBCAP(-0.5)", "负伍角整"), ("RMBCAP(100000000)", "壹亿元整"), ("RMBCAP(1e20)", ""))),
    Function("REGEXREPLACE", "text", (text("text"), Parameter("pattern", "text", literal="pattern"), text("new", fill=True)), TEXT, _regex_replaced, r"替换所有匹配正则表达式的部分；新文本里 \1 为第 1 组", r"Every match of a pattern replaced; \1 in the new text is the first group", (('REGEXREPLACE("a1b22", "[0-9]+", "-")', "a-b-"), (r'REGEXREPLACE("2026-01-31", "([0-9]+)-([0-9]+)-([0-9]+)", "\3.\2.\1")', "31.01.2026")), blank=("只看前 32767 个字符；新文本超过 200 个字符为空", "The first 32,767 characters are looked at; blank for a new text beyond 200 characters")),
    Function("REGEXEXTRACT", "text", (text("text"), Parameter("pattern", "text", literal="pattern"), number("group", 0)), TEXT, _regex_found, "第一个匹配的部分，或其中第几组；没有为空", "The first match of a pattern, or one of its groups; blank when there is none", (('REGEXEXTRACT("订单 A-2026", "[A-Z]-[0-9]+")', "A-2026"), ('REGEXEXTRACT("13800138000", "^1([0-9]{2})", 1)', "38"), ('REGEXEXTRACT("abc", "[0-9]+")', ""))),
    Function("LIKE", "text", (text("text", fill=True), text("pattern", fill=True)), BOOLEAN, _like, "是否符合通配符：* 任意文本，? 一个字符，~ 取消其含义", "Whether a text fits wildcards: * any text, ? one character, ~ takes their meaning away", (('LIKE("上海分公司", "上海*")', "TRUE"), ('LIKE("abc", "a?")', "FALSE"), ('LIKE("5*", "5~*")', "TRUE"), ('LIKE("a%", "a_")', "FALSE"))),
    Function("CLEAN", "text", (text("text"),), TEXT, lambda args, site: call("regexp_replace", args[0], string("[\x01-\x1f]"), NOTHING, Lit("g")), "去掉不可见的控制字符", "Without control characters", (('LEN(CLEAN("a" & CHAR(10) & "b"))', "2"),)),
    Function("TEXTBEFORE", "text", (text("text"), text("mark", fill=True)), TEXT, lambda args, site: _around(args, site, before=True), "某文本之前的部分；没有为空", "What stands before a text; blank when it is not there", (('TEXTBEFORE("a@b.c", "@")', "a"), ('TEXTBEFORE("abc", "@")', ""))),
    Function("TEXTAFTER", "text", (text("text"), text("mark", fill=True)), TEXT, lambda args, site: _around(args, site, before=False), "某文本之后的部分；没有为空", "What stands behind a text; blank when it is not there", (('TEXTAFTER("a@b.c", "@")', "b.c"),)),
    Function("UUID", "text", (), TEXT, lambda args, site: sql.for_each_row(site, Cast(call("gen_random_uuid"), "text")), "随机的唯一编号（36 个字符）", "A random unique id of 36 characters", (("LEN(UUID())", "36"),), live="chance", blank=("每次读取都是新的值；作默认值时只取一次", "New at each reading; as a default it is drawn once")),
    Function("DISTANCE", "text", (one("a", "text"), one("b", "text")), NUMBER, _distance, "两个定位（或“纬度,经度”文本）之间的米数", 'Metres between two places, or texts like "31.23,121.47"', (('DISTANCE("31.2304,121.4737", "31.2304,121.4737")', "0"), ('ROUND(DISTANCE("0,0", "0,180") / 1000)', "20015"), ('DISTANCE("x", "0,0")', "")), special="distance", blank=("不是定位为空", "Blank for what is no place")),
    Function("TEXTLOCATION", "text", (one("place", "text"),), TEXT, lambda args, site: args[0], "定位或地址的文本", "A place or an address as text", (("TEXTLOCATION(name)", "一号商机"),)),
    Function("TEXTPHONE", "text", (one("phone", "text"),), TEXT, lambda args, site: args[0], "电话的文本", "A phone number as text", (('TEXTPHONE("13800138000")', "13800138000"),)),
)  # fmt: skip
