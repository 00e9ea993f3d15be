"""Text: folding for comparison, "did you mean", keys made from labels."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

from pypinyin import lazy_pinyin

KEY_LENGTH = 40
_WORD = re.compile(r"[a-z0-9]+")
_GAP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")


def fold(text: str) -> str:
    """Full and half width, case and spacing made equal, for comparing what people type."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_LETTERS_FIRST = str.maketrans({"\u0130": "i", "\u1e9e": "\u00df"})  # İ, ẞ
_LETTERS_LAST = str.maketrans(
    {"\u0131": "i", "\u03c2": "\u03c3", "\u00df": "ss", "\u0307": None}  # ı, ς, ß, a dot above
)


def search_fold(text: str) -> str:
    """As the SQL function of the same name: width and case made equal, ß as ss, İ and ı as i.

    Accents stay: é is found by é. What search compares is folded by the database; this is for
    cutting what was typed into terms and for showing where it was hit.
    """
    wide = unicodedata.normalize("NFKC", text).translate(_LETTERS_FIRST)
    return wide.lower().translate(_LETTERS_LAST)


def similar(names: Iterable[str], name: str, most: int = 3) -> list[str]:
    """The names a person may have meant by `name`, best first."""
    folded: dict[str, str] = {}
    for each in names:
        folded.setdefault(fold(each), each)
    wanted = fold(name)
    close = difflib.get_close_matches(wanted, folded, n=most, cutoff=0.6)
    # Chinese names are short: one shared piece is a better sign than a ratio of letters.
    pieces = [each for each in folded if each and wanted and (each in wanted or wanted in each)]
    ordered = dict.fromkeys(
        [*close, *sorted(pieces, key=lambda each: abs(len(each) - len(wanted)))]
    )
    return [folded[each] for each in ordered][:most]


def key_from_label(label: str, taken: Collection[str] = ()) -> str:
    """A plain snake_case key for a label in any script: 客户名称 becomes ke_hu_ming_cheng."""
    plain = _GAP.sub(" ", unicodedata.normalize("NFKC", label))
    latin = " ".join(lazy_pinyin(plain, v_to_u=False)).casefold()
    ascii_ = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    key = "_".join(_WORD.findall(ascii_))[:KEY_LENGTH].strip("_") or "field"
    if key[0].isdigit():
        key = f"f_{key}"[:KEY_LENGTH]
    return _free(key, taken)


def _free(key: str, taken: Collection[str]) -> str:
    if key not in taken:
        return key
    number = 2
    while (tried := f"{key[: KEY_LENGTH - 1 - len(str(number))]}_{number}") in taken:
        number += 1
    return tried
