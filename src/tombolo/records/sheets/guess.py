"""What kind of field a column of cells would make. Pure; runs beside read.py."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tombolo.base.errors import Invalid
from tombolo.base.text import fold
from tombolo.records.sheets.frames import Cell
from tombolo.schema.kinds.date import day_of
from tombolo.schema.kinds.email import Email
from tombolo.schema.kinds.phone import Phone
from tombolo.schema.kinds.shape import Bad
from tombolo.schema.kinds.url import Url

MOST_OPTIONS = 12
_TEXT: tuple[str, dict[str, object]] = ("text", {"max": 500})
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?")
_MOMENT = re.compile(_DATE.pattern + r"[T ]+\d{1,2}:\d{2}(:\d{2})?(\.\d+)?")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_NUMBER = re.compile(r"[-+]?[¥￥$€]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?")
_PERCENT = re.compile(r"[-+]?\d+(\.\d+)?\s*[%％]")
_SWITCH = ({"是", "否"}, {"yes", "no"}, {"true", "false"}, {"y", "n"}, {"√", "×"})
_MONEY = (
    "金额", "价", "费", "款", "元)", "原值", "净值", "收入", "成本", "预算",
    "amount", "price", "freight", "cost", "total", "value", "fee",
)  # fmt: skip
_SHARE = ("折扣", "税率", "比例", "占比", "discount", "rate", "percent", "share", "ratio")
_PHONES = ("电话", "手机", "传真", "phone", "mobile", "tel", "fax")
_NUMBERED = ("编号", "编码", "单号", "号码", "代码", "id", "no", "no.", "code", "number", "sku")


@dataclass(frozen=True, slots=True)
class Guess:
    """A kind with its settings; `unique` when every value stands once and none is missing."""

    kind: str
    settings: dict[str, object] = field(default_factory=dict[str, object])
    unique: bool = False
    required: bool = False


def guess(header: str, cells: Sequence[Cell]) -> Guess:
    """The kind that all of these cells fit, the most telling one."""
    given = [cell for cell in cells if cell is not None]
    if not given:
        return Guess("text")
    distinct = list(dict.fromkeys(given))
    full = len(given) == len(cells)
    unique = full and len(distinct) == len(given) and len(given) > 1
    kind, settings = _kind(header, distinct, len(given))
    if names_records(header) and kind in {"number", "choice"} and settings.get("scale", 0) == 0:
        kind, settings = _TEXT
    return Guess(kind, settings, unique and kind == "text" and names_records(header), full)


def _kind(header: str, distinct: Sequence[Cell], count: int) -> tuple[str, dict[str, object]]:
    if all(isinstance(cell, bool) for cell in distinct):
        return "switch", {}
    if all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in distinct):
        return _numeric(header, [Decimal(repr(cell)) for cell in distinct])
    texts = [str(cell).strip() for cell in distinct]
    if any({fold(text) for text in texts} == pair for pair in _SWITCH):
        return "switch", {}
    if not any(isinstance(cell, int | float) for cell in distinct):
        for name, fits in _TELLING:
            if all(fits(text) for text in texts):
                return name, {}
        if _says(header, _PHONES) and all(_parses(Phone().parse, text) for text in texts):
            return "phone", {}
    if all(_PERCENT.fullmatch(text) for text in texts):
        decimals = max(_decimals(Decimal(text.rstrip(" %％"))) for text in texts)
        return "percent", {"scale": min(12, decimals + 2)}
    if all(_NUMBER.fullmatch(text) for text in texts) and not _keeps_zeros(texts):
        plain = [Decimal(re.sub(r"[,¥￥$€]", "", text)) for text in texts]
        return _numeric(header, plain)
    return _words(texts, count)


def _words(texts: Sequence[str], count: int) -> tuple[str, dict[str, object]]:
    longest = max(len(text) for text in texts)
    few = len(texts) <= MOST_OPTIONS and count >= 3 * len(texts) and longest <= 24
    if few and len(texts) > 1:
        return "choice", {"options": list(texts)}
    if longest > 200 or any("\n" in text for text in texts):
        return "paragraph", {}
    return _TEXT


def _numeric(header: str, values: Sequence[Decimal]) -> tuple[str, dict[str, object]]:
    scale = min(12, max(_decimals(value) for value in values))
    if _says(header, _SHARE) and all(0 <= value <= 1 for value in values):
        return "percent", {"scale": max(4, scale)}
    if _says(header, _MONEY):
        return "money", {"scale": max(2, scale)}
    return "number", {"scale": scale}


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _keeps_zeros(texts: Sequence[str]) -> bool:
    """00012 is a number by looks only; so is a text of 12 digits and more."""
    return any((t.startswith("0") and len(t) > 1 and t[1].isdigit()) or len(t) > 15 for t in texts)


def _says(header: str, words: Sequence[str]) -> bool:
    text = fold(header)
    return any(word in text for word in words)


def names_records(header: str) -> bool:
    """Whether a header sounds like the number of a record."""
    text = fold(header)
    return any(
        text == word or text.endswith((f" {word}", word) if not word.isascii() else f" {word}")
        for word in _NUMBERED
    )


def _parses(parse: Callable[[object], object], text: str) -> bool:
    try:
        parse(text)
    except (Bad, Invalid):
        return False
    return True


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) and _parses(day_of, text)


_TELLING: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("date", _is_date),
    ("moment", lambda text: bool(_MOMENT.fullmatch(text) or _is_date(text))),
    ("time", lambda text: bool(_TIME.fullmatch(text))),
    ("email", lambda text: _parses(Email().parse, text)),
    ("url", lambda text: text.startswith(("http://", "https://")) and _parses(Url().parse, text)),
)
