"""Names as people read them, in their language."""

from tombolo.formula.resolve import Place


def label_of(place: Place, language: str) -> str | None:
    """The name in its brackets; None where only the key says for certain what is meant."""
    scope, meaning = place.scope, place.meaning
    name = meaning.called(language)
    if "」" in name or "\n" in name or not name.strip() or name == meaning.key:
        return None
    again = scope.find(name)
    return f"「{name}」" if again and again.key == meaning.key else None
