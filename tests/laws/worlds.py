"""Apps by chance: forms that link to one another, lines, formulas over all that, balances. Never circular.

drawing.py makes one from a seed. What it computes is kept as a tree beside its text, so that naive.py can
say what every value must be without any part of the product.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LINES = "ls"
OPTIONS = ("x", "y", "z")

# -- expressions -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lit:
    value: str
    type: str = "number"


@dataclass(frozen=True)
class Get:
    """A value along to-one links. `of`: the record, or the `row` that an aggregate looks at."""

    path: tuple[str, ...]
    of: str = "this"


@dataclass(frozen=True)
class Call:
    """A function or an operator of plain values."""

    name: str
    args: "tuple[Expr, ...]"


@dataclass(frozen=True)
class Agg:
    """Of the rows behind `rows`: `value` (None: the rows themselves) where `when` holds."""

    name: str
    rows: tuple[str, ...]
    value: Get | None = None
    when: "Expr | None" = None


Expr = Lit | Get | Call | Agg
INFIX = {"+", "-", "later by", "*", "/", "&", ">", "<", ">=", "=", "AND", "OR"}
CHOOSING = {"SUM": "SUMIFS", "MAX": "MAXIFS", "MIN": "MINIFS", "COUNT": "COUNTIFS", "AVERAGE": "AVERAGEIFS"}  # fmt: skip


def text(expr: Expr, rows: tuple[str, ...] = (), *, inside: bool = False) -> str:
    """As a person would write it. Names inside an aggregate are always written out."""
    match expr:
        case Lit(value, kind):
            return f'"{value}"' if kind in {"text", "date"} else value
        case Get(path, of):
            lead = rows if of == "row" else ("this",) if inside else ()
            return ".".join((*lead, *path))
        case Call(name, args):
            parts = [text(one, rows, inside=inside) for one in args]
            sign = "+" if name == "later by" else name
            return (
                f"({f' {sign} '.join(parts)})" if name in INFIX else f"{name}({', '.join(parts)})"
            )
        case Agg(name, behind, value, when):
            what = text(value, behind, inside=True) if value else ".".join(behind)
            if when is None:
                return f'TEXTJOIN("/", {what})' if name == "TEXTJOIN" else f"{name}({what})"
            return f"{CHOOSING.get(name, name)}({what}, {text(when, behind, inside=True)})"


# -- apps ------------------------------------------------------------------------------------------


@dataclass
class Link:
    key: str
    to: str
    inverse: str = ""


@dataclass
class Made:
    """A computed field."""

    key: str
    type: str
    expr: Expr
    settings: dict[str, Any]


@dataclass
class Place:
    """The fields of a form, or of its lines."""

    form: str
    lines: bool = False
    plain: dict[str, str] = field(default_factory=dict)  # key: type
    links: dict[str, Link] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)

    def of(self, type_: str) -> list[str]:
        found = [key for key, one in self.plain.items() if one == type_]
        return found + [key for key, one in self.made.items() if one.type == type_]


@dataclass
class Form:
    key: str
    own: Place
    rows: Place | None = None
    title: tuple[str, ...] = ("name",)
    check: tuple[str, Expr] | None = None


@dataclass
class Ledger:
    place: Place
    keys: dict[str, tuple[str, ...]]
    adds: dict[str, Expr]
    where: Expr | None = None


@dataclass
class Sums:
    key: str
    keys: dict[str, str]  # name: form or "text"
    sources: list[Ledger]
    least: int | None = None


@dataclass
class Drawn:
    app: str
    seed: int
    forms: dict[str, Form]
    # form: {name: (form, its link, whether that stands in its lines)}
    inverses: dict[str, dict[str, tuple[str, str, bool]]]
    sums: list[Sums]

    def definition(self) -> dict[str, Any]:
        """The app as files."""
        made: dict[str, Any] = {
            f"{self.app}/app": {"app": self.app, "label": self.app, "nav": list(self.forms)}
        }
        for form in self.forms.values():
            made[f"{self.app}/forms/{form.key}"] = self._form(form)
        for one in self.sums:
            made[f"{self.app}/balances/{one.key}"] = self._balance(one)
        return made

    def _form(self, form: Form) -> dict[str, Any]:
        fields = self._fields(form.own)
        if form.rows:
            rows = {"kind": "lines", "label": "L", "fields": self._fields(form.rows)}
            fields[LINES] = rows
        title = "-".join(f"{{{one}}}" for one in form.title)
        made: dict[str, Any] = {"label": form.key, "title": title, "fields": fields}
        if form.check:
            made["checks"] = [{"need": text(form.check[1]), "at": form.check[0], "say": "no"}]
        return made

    def _fields(self, place: Place) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for key, kind in place.plain.items():
            fields[key] = {"kind": kind, "label": key}
            if kind == "number":
                fields[key]["scale"] = 2
            if kind == "choice":
                fields[key]["options"] = list(OPTIONS)
        for link in place.links.values():
            fields[link.key] = {"kind": "link", "label": link.key, "to": f"{self.app}.{link.to}"}
            if link.inverse:
                fields[link.key]["inverse"] = link.inverse
        for one in place.made.values():
            fields[one.key] = {"label": one.key, **one.settings}
        return fields

    def _balance(self, one: Sums) -> dict[str, Any]:
        sources: list[dict[str, Any]] = []
        for ledger in one.sources:
            source: dict[str, Any] = {
                "form": ledger.place.form,
                "keys": {name: ".".join(path) for name, path in ledger.keys.items()},
                "add": {name: text(expr) for name, expr in ledger.adds.items()},
            }
            if ledger.place.lines:
                source["lines"] = LINES
            if ledger.where:
                source["where"] = text(ledger.where)
            sources.append(source)
        keys = {name: to if to == "text" else f"{self.app}.{to}" for name, to in one.keys.items()}
        made: dict[str, Any] = {"label": one.key, "keys": keys, "from": sources}
        if one.least is not None:
            made["guard"] = {"need": f"m0 >= {one.least}", "say": "short"}
        return made

    def places(self) -> Iterator[Place]:
        for form in self.forms.values():
            yield form.own
            if form.rows:
                yield form.rows
