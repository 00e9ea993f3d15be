"""What a person may know of: fields and forms by their names, and the names a formula may use.

What may not be known of is to this person what does not exist: no message, hint or type tells it apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tombolo.access.grant import NONE, Grants
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import Meaning, Scope, Sums
from tombolo.schema.scopes import RowScope
from tombolo.schema.system import PEOPLE, RECORD


def sees(grants: Grants, catalog: Catalog, form: str, name: str) -> bool:
    """Whether a field of a form may be named."""
    if form in PEOPLE:
        return True
    return form in catalog.cards and grants.of(form).may("read") and grants.of(form).sees(name)


@dataclass(frozen=True, slots=True)
class SeenScope:
    """The names at one place as far as this person may know of them."""

    inner: RowScope
    grants: Grants
    catalog: Catalog

    def find(self, name: str) -> Meaning | None:
        found = self.inner.find(name)
        return found if found is not None and self._known(found.key) else None

    def names(self) -> Sequence[str]:
        return [one for one in self.inner.names() if self._known(one)]

    def through(self, name: str) -> Scope:
        return seen_scope(self.inner.through(name), self.grants, self.catalog)

    def around(self) -> str:
        return self.inner.around()

    def balance(self, name: str) -> Sums | None:
        found = self.inner.balance(name)
        return found if found is not None and self._counts(found.name) else None

    def balances(self) -> Sequence[str]:
        return [one for one in self.inner.balances() if self.balance(one)]

    def _counts(self, name: str) -> bool:
        """Sums have no rows of their own: who asks for them reads every row of every ledger."""
        return all(self._reads_all(one.form) for one in self.catalog.balances[name].sources)

    def _reads_all(self, form: str) -> bool:
        grant = self.grants.of(form)
        fields = self.catalog.form(form).every
        rows = (grant.rows.get("read", NONE), *(grant.seen.get(key, NONE) for key in fields))
        return all(one.all for one in rows)

    def _known(self, key: str) -> bool:
        form, lines = self.inner.form.name, self.inner.lines
        if key == RECORD:
            return True  # the record itself, or the one that the rows belong to
        if lines:
            return sees(self.grants, self.catalog, form, f"{lines}.{key}")
        inverse = None if self.inner.form.field(key) else self.catalog.card(form).inverses.get(key)
        if inverse is not None:
            return sees(self.grants, self.catalog, inverse.form, inverse.name)
        return sees(self.grants, self.catalog, form, key)


def seen_scope(scope: Scope, grants: Grants, catalog: Catalog) -> Scope:
    """A scope with this person's eyes; people and departments are known to all."""
    return SeenScope(scope, grants, catalog) if isinstance(scope, RowScope) else scope
