"""A step of a plan of definitions as a person reads it."""

from tombolo.schema.catalog import Catalog
from tombolo.schema.store import Effect


def step_view(effect: Effect, catalog: Catalog, language: str) -> dict[str, object]:
    """{what, form, lines, field, form_label, label, rows, lost, examples}"""
    step = effect.step
    card = catalog.cards.get(step.form)
    column = step.column or step.old
    key = column.name if column else ""
    lines = step.table.partition("__")[2]
    label = key
    if card is not None and key:
        found = card.form.field(lines or key)
        one = found.column(key) if found and lines else found
        label = one.label.say(language) if one else key
    return {
        "what": step.what, "form": step.form, "lines": lines, "field": key,
        "form_label": card.form.label.say(language) if card else step.form, "label": label,
        "rows": effect.rows, "lost": effect.lost, "examples": list(effect.examples),
    }  # fmt: skip


def is_hidden(effect: Effect) -> bool:
    """Whether a step touches only what nobody sees: columns of our own."""
    column = effect.step.column or effect.step.old
    return column is not None and column.name.startswith("_")
