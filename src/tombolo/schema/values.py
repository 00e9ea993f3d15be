"""Every computed value of a catalog in the making: of which type, stored or not, at which level."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tombolo.base.problems import Problem
from tombolo.formula.types import BLANK, TEXT
from tombolo.schema.catalog import Computed
from tombolo.schema.condition import Condition, Sums, Type, tried
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.scopes import RowScope, World
from tombolo.schema.system import PEOPLE, TITLE, UNTOLD
from tombolo.schema.titles import title_formula, usual_title
from tombolo.schema.ways import Rows, Way, way

Spot = tuple[str, str, str]  # form, lines or "", key
MOST_EXPANDED = 5000  # reads of one live formula with every live one in it written out


@dataclass(slots=True)
class Values:
    """Compiles what is computed, each once, however many read it; a circle is told with its path."""

    forms: Mapping[str, Form]
    problems: list[Problem]
    sums: Mapping[str, Sums]
    world: World = field(init=False)
    made: dict[Spot, Computed | None] = field(default_factory=dict[Spot, Computed | None])
    titles: dict[str, tuple[Condition | None, int]] = field(
        default_factory=dict[str, tuple[Condition | None, int]]
    )
    sizes: dict[Spot, int] = field(default_factory=dict[Spot, int])
    stack: list[Spot] = field(default_factory=list[Spot])

    def __post_init__(self) -> None:
        self.world = World(self.forms, _inverses(self.forms), self.type_of, self.sums)

    def contribution(
        self, form: str, lines: str, text: str, want: Type, place: str
    ) -> Computed | None:
        compiled, found = tried(text, RowScope(self.forms[form], lines, self.world), want, place)
        self.problems.extend(found)
        if compiled is None:
            return None
        steady, level = self.steady(form, lines, compiled)
        if not steady:
            self.problems.append(Problem("balance.moves_alone", place))
            return None
        return Computed(compiled, compiled.type, stored=True, level=level, steady=True)

    def is_column(self, form: str, lines: str, one: Field) -> bool:
        if not one.kind.computed:
            return one.kind.column is not None
        computed = self.computed(form, lines, one)
        return bool(computed and computed.stored)

    def type_of(self, form: str, lines: str, one: Field) -> Type:
        if not one.kind.computed:
            return one.kind.type()
        computed = self.computed(form, lines, one)
        return computed.type if computed else BLANK

    def computed(self, form: str, lines: str, one: Field) -> Computed | None:
        """Compile a computed field once; a field that reads itself is told with its whole path."""
        key = (form, lines, one.key)
        if key in self.made:
            return self.made[key]
        place = f"{form.replace('.', '/forms/', 1)}#fields.{f'{lines}.fields.' if lines else ''}{one.key}"
        if self._circle(key, place):
            return None
        self.stack.append(key)
        try:
            made = self._compile(form, lines, one, place)
        finally:
            self.stack.pop()
        self.made[key] = made
        return made

    def _compile(self, form: str, lines: str, one: Field, place: str) -> Computed | None:
        text = one.kind.looks_at() or one.kind.computes()
        leaf = one.kind.leaf
        if not text.strip():
            return None
        scope = RowScope(self.forms[form], lines, self.world)
        compiled, found = tried(text, scope, None, f"{place}.{leaf}")
        self.problems.extend(found)
        if compiled is None:
            return None
        steady, level = self.steady(form, lines, compiled)
        if one.kind.looks_at():
            return Computed(compiled, compiled.type, stored=False, level=level, steady=steady)
        size = 1 if steady else self._size(form, lines, compiled)
        if size > MOST_EXPANDED:
            self.problems.append(
                Problem("formula.too_large", f"{place}.{leaf}", {"most": MOST_EXPANDED})
            )
            return None
        self.sizes[form, lines, one.key] = size
        return Computed(compiled, compiled.type, stored=steady, level=level, steady=steady)

    def _size(self, form: str, lines: str, compiled: Condition) -> int:
        """How many reads it becomes once the live fields it reads are written out in it."""
        total = 1
        for path, count in compiled.occurrences.items():
            total += count * self.sizes.get(self._end(form, lines, path), 1)
        return total

    def _end(self, form: str, lines: str, path: tuple[str, ...]) -> tuple[str, str, str]:
        """The field that a path ends at, by form, lines and key."""
        found = self._way(form, lines, path)
        return (found.end.form, found.end.lines, found.key) if found else (form, lines, path[-1])

    def _way(self, form: str, lines: str, path: tuple[str, ...]) -> Way | None:
        return way(self.forms, self.world.inverses, Rows(form, lines), path)

    def steady(self, form: str, lines: str, compiled: Condition) -> tuple[bool, int]:
        """Whether it changes only when something is written, so that it can be stored; its level.

        Facts of people, and when and by whom a record was last changed, are not told to those who
        read them: what reads them is computed when read.
        """
        steady, level = not compiled.live, 0
        for path in compiled.reads:
            found = self._way(form, lines, path)
            if found is None or found.end.form in PEOPLE or found.key in UNTOLD:
                steady = False
                continue
            if found.key == TITLE:
                level = max(level, self.title(found.end.form)[1] + 1)
                continue
            one = self._field(found.end, found.key)
            if one is not None and one.kind.computed:
                below = self.computed(*found.end, one)
                steady = steady and bool(below and below.steady)
                level = max(level, below.level + 1 if below else 0)
        return steady, level

    def _field(self, at: Rows, key: str) -> Field | None:
        owner = self.forms[at.form].field(at.lines or key)
        return owner.column(key) if owner and at.lines else owner

    def title(self, name: str) -> tuple[Condition | None, int]:
        """How records are called, and the level: a title may read that of a linked record."""
        if name in self.titles:
            return self.titles[name]
        form, key = self.forms[name], (name, "", TITLE)
        place = f"{name.replace('.', '/forms/', 1)}#title"
        if self._circle(key, place):
            return None, 0
        template = form.title or usual_title(form)
        made: tuple[Condition | None, int] = (None, 0)
        if template:
            self.stack.append(key)
            text = title_formula(template, lambda path: self._at_end(name, path))
            compiled, found = tried(text, self.world.scope(name), TEXT, place)
            self.problems.extend(found)
            steady, level = self.steady(name, "", compiled) if compiled else (False, 0)
            self.stack.pop()
            if compiled and not steady:
                self.problems.append(Problem("definition.title_moves", place))
            made = (compiled if steady else None, level)
        self.titles[name] = made
        return made

    def _at_end(self, form: str, path: tuple[str, ...]) -> Field | None:
        found = self._way(form, "", path)
        return self._field(found.end, found.key) if found and found.end.form in self.forms else None

    def _circle(self, key: tuple[str, str, str], place: str) -> bool:
        """Whether a value is being compiled already: then it reads itself, which is told."""
        if key not in self.stack:
            return False
        names = [*self.stack[self.stack.index(key) :], key]
        path = " → ".join(".".join(part for part in name if part) for name in names)
        self.problems.append(Problem("formula.cycle", place, {"path": path}))
        return True


def _inverses(forms: Mapping[str, Form]) -> dict[str, dict[str, tuple[Rows, str]]]:
    """By form: the names under which other forms' links to it are read. A link in lines is read
    from there only where it says under which name.
    """
    found: dict[str, dict[str, tuple[Rows, str]]] = {}
    for form in forms.values():
        for one in form.fields:
            target = one.kind.points_to()
            if target in forms and not one.kind.many:
                given = one.kind.inverse_of()
                key = given or f"{form.key}_by_{one.key}"
                found.setdefault(target, {})[key] = (Rows(form.name), one.key)
        for line in form.lines():
            for one in line.fields:
                target, key = one.kind.points_to(), one.kind.inverse_of()
                if key and target in forms and not one.kind.many:
                    found.setdefault(target, {})[key] = (Rows(form.name, line.key), one.key)
    return found
