"""Options of a choice: key, words, colour."""

from dataclasses import dataclass

from tombolo.schema.kinds.shape import Bad
from tombolo.schema.label import Label

COLORS = ("blue", "green", "orange", "red", "purple", "cyan", "yellow", "gray")


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Label
    color: str = ""
    when: str = ""  # an expression; without one the option is always there


def find(options: tuple[Option, ...], raw: object) -> str:
    """The key of the option that `raw` names by key or by either label. Raises Bad."""
    text = str(raw).strip()
    for option in options:
        if option.key == text:
            return option.key
    for option in options:
        if text in {option.label.zh, option.label.en}:
            return option.key
    near = "、".join(option.label.zh for option in options[:12])
    raise Bad("value.not_option", value=text[:60], options=near)


def label(options: tuple[Option, ...], key: object, language: str) -> str:
    """What the option is called; a key that is gone is shown as it is."""
    for option in options:
        if option.key == key:
            return option.label.say(language)
    return str(key)


def offers(options: tuple[Option, ...]) -> tuple[tuple[str, str], ...]:
    """The options that are not always there: (key, expression)."""
    return tuple((option.key, option.when) for option in options if option.when)


def settings(options: tuple[Option, ...], language: str) -> list[dict[str, str]]:
    """The options as the face needs them, colours filled in by position."""
    return [
        {
            "key": option.key,
            "label": option.label.say(language),
            "color": option.color or COLORS[index % len(COLORS)],
        }
        for index, option in enumerate(options)
    ]
