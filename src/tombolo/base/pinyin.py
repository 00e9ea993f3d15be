"""How Chinese words sound, for finding them by what a Latin keyboard types first."""

from pypinyin import Style, lazy_pinyin


def sounds(text: str) -> tuple[str, str]:
    """The pinyin of a text and its initials, without blanks: 客户级别 is kehujibie and khjb."""
    full = "".join(lazy_pinyin(text, v_to_u=False))
    first = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return _plain(full), _plain(first)


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
