"""How a record is called: the template of a form as an expression of the one language."""

import re
from collections.abc import Callable

from tombolo.formula.types import NUMBER
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.system import PEOPLE, TITLE

_BLANK = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\}")
Find = Callable[[tuple[str, ...]], "Field | None"]


def usual_title(form: Form) -> str:
    """Without a title of its own a record is called by its name, number or first text."""
    texts = [one for one in form.fields if one.kind.searchable and not one.kind.computed]
    named = next((one for one in texts if one.key in {"name", "title", "subject"}), None)
    chosen = named or next(iter(texts), None)
    return f"{{{chosen.key}}}" if chosen else ""


def title_formula(template: str, find: Find, language: str = "zh") -> str:
    """The template "{opp_no} {customer.name}" as a formula. Numbers and dates are shown as text,
    choices by their label in the language, linked records by their title.
    """
    parts: list[str] = []
    at = 0
    for found in _BLANK.finditer(template):
        if found.start() > at:
            parts.append(_quoted(template[at : found.start()]))
        parts.append(_as_text(find(tuple(found[1].split("."))), found[1], language))
        at = found.end()
    if at < len(template):
        parts.append(_quoted(template[at:]))
    return f"TRIM({' & '.join(parts)})" if len(parts) > 1 else parts[0]


def _as_text(one: Field | None, key: str, language: str) -> str:
    if one is None:
        return key
    options, target = one.kind.options_of(), one.kind.points_to()
    if options and not one.kind.many:
        cases = ", ".join(f"{_quoted(k)}, {_quoted(label.say(language))}" for k, label in options)
        return f'SWITCH({key}, {cases}, "")'
    if target and not one.kind.many and not one.kind.computed:
        return f"{key}.name" if target in PEOPLE else f"{key}.{TITLE}"
    return f'({key} & "")' if one.kind.type() == NUMBER else key


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
