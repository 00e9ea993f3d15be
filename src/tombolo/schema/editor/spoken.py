"""Names as people read them, in their language."""

from tombolo.formula.resolve import Place
from tombolo.schema.scopes import RowScope


def label_of(place: Place, language: str) -> str | None:
    """The name in its brackets; None where only the key says for certain what is meant."""
    scope, meaning = place.scope, place.meaning
    name = meaning.label
    if isinstance(scope, RowScope):
        found = scope.form.field(scope.lines or meaning.key)
        one = found.column(meaning.key) if found and scope.lines else found
        name = one.label.say(language) if one else name
    if "」" in name or "\n" in name or not name.strip() or name == meaning.key:
        return None
    again = scope.find(name)
    return f"「{name}」" if again and again.key == meaning.key else None
