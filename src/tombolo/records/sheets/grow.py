"""A form from a sheet: the chosen columns as definitions, plain data and its YAML. Pure but for `linked`."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ruamel.yaml import YAML

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.base.text import fold, key_from_label
from tombolo.records.sheets.find import SEVERAL, Finder
from tombolo.records.sheets.guess import names_records
from tombolo.records.sheets.look import Sheet
from tombolo.records.sheets.spec import Spec
from tombolo.records.work import Work
from tombolo.schema.catalog import Catalog
from tombolo.schema.codec import KIND_BY_NAME, LONGEST
from tombolo.schema.store import Source
from tombolo.schema.system import RESERVED_APPS, RESERVED_KEYS

_NAMES = (
    "名称",
    "姓名",
    "公司",
    "主题",
    "标题",
    "品名",
    "name",
    "company",
    "title",
    "subject",
    "product",
)
_NEVER = frozenset(
    {"lines", "formula", "rollup", "lookup", "files", "images", "signature", "place"}
)
LINKED = 0.95  # the share of a column's values that must name records of a form
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grown:
    """What is to be applied, and the import that follows."""

    form: str
    changes: Mapping[str, Source | None]
    spec: Spec


@dataclass(slots=True)
class _Bed:
    """The fields as they are gathered; `paths` say which column fills which."""

    own: Data = field(default_factory=dict[str, Any])
    lines: dict[str, Data] = field(default_factory=dict[str, Data])
    paths: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    problems: list[Problem] = field(default_factory=list[Problem])


def grown(catalog: Catalog, body: Mapping[str, object]) -> Grown:
    """Definitions of docs/api.md's new-from-sheet. Raises Invalid with every problem of its form."""
    app_data, form_data = _mapping(body.get("app")), _mapping(body.get("form"))
    app_key, app_label = _named(app_data, catalog.apps, "app")
    taken = {name.partition(".")[2] for name in catalog.cards if name.startswith(f"{app_key}.")}
    form_key, form_label = _named(form_data, taken, "form")
    if f"{app_key}.{form_key}" in catalog.cards:
        raise _wrong("sheet.app_taken", "form.key", key=f"{app_key}.{form_key}")
    bed = _Bed()
    items = body.get("fields")
    for number, item in enumerate(cast("list[object]", items) if isinstance(items, list) else []):
        _plant(bed, _mapping(item), f"fields[{number}]")
    if not bed.own:
        bed.problems.append(Problem("sheet.nothing_mapped", "fields"))
    if bed.problems:
        raise Invalid("record.invalid", problems=bed.problems)
    parents = _parents(bed, body) if bed.lines else ()
    for key in parents:
        bed.own[key]["required"] = True
        if len(parents) == 1:
            bed.own[key]["unique"] = True
    definition: Data = {"label": form_label, "title": f"{{{_title(bed, form_data, parents)}}}"}
    definition["fields"] = {**bed.own, **bed.lines}
    changes = {
        f"{app_key}/app": _source(_app(catalog, app_key, app_label, form_key)),
        f"{app_key}/forms/{form_key}": _source(definition),
    }
    name = f"{app_key}.{form_key}"
    row = body.get("header_row", 1)
    spec = Spec(
        name,
        str(body.get("sheet_file") or ""),
        str(body.get("sheet") or ""),
        row if isinstance(row, int) and row > 0 else 1,
        tuple(bed.paths),
        parent_key=parents,
    )
    return Grown(name, changes, spec)


def _mapping(raw: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", raw) if isinstance(raw, dict) else {}


def _wrong(code: str, place: str, **values: object) -> Invalid:
    return Invalid("record.invalid", problems=[Problem(code, place, values)])


def _named(data: Mapping[str, object], taken: Any, what: str) -> tuple[str, str]:
    """Key and label of an app or a form; the key is made from the label when none is given."""
    label = " ".join(str(data.get("label") or "").split())[:60]
    key = str(data.get("key") or "")
    if not label and not key:
        raise _wrong("sheet.label", what)
    if key:
        return key, label or key
    made = key_from_label(label)[: LONGEST[what] - 3].strip("_") or what
    base, number = made, 2
    while made in taken or made in RESERVED_APPS:
        made, number = f"{base}{number}", number + 1
    return made, label


def _plant(bed: _Bed, data: Mapping[str, object], place: str) -> None:
    """One chosen column as a field."""
    column, kind = data.get("column"), str(data.get("kind") or "text")
    label = " ".join(str(data.get("label") or "").split())[:60]
    if not isinstance(column, int) or isinstance(column, bool) or column < 0:
        bed.problems.append(Problem("sheet.spec", place, {"name": "column"}))
        return
    if kind not in KIND_BY_NAME or kind in _NEVER or KIND_BY_NAME[kind].given:
        bed.problems.append(Problem("sheet.spec", place, {"name": f"kind {kind[:30]}"}))
        return
    lines = str(data.get("lines") or "")
    into = bed.own
    if lines:
        fresh: Data = {
            "kind": "lines",
            "label": str(data.get("lines_label") or "明细"),
            "fields": {},
        }
        into = cast("Data", bed.lines.setdefault(lines, fresh)["fields"])
    key = str(data.get("key") or "") or key_from_label(label, {*into, *bed.lines, *RESERVED_KEYS})
    if key in into:
        bed.problems.append(Problem("sheet.mapped_twice", place, {"name": key}))
        return
    made: Data = {"kind": kind, "label": label or key, **_settings(_mapping(data.get("settings")))}
    for flag in ("required", "unique"):
        if data.get(flag) is True and not (lines and flag == "unique"):
            made[flag] = True
    into[key] = made
    bed.paths.append((column, f"{lines}.{key}" if lines else key))
    bed.labels[key] = label


def _settings(given: Mapping[str, object]) -> Data:
    """Settings as YAML writes them; what is blank is left to the kind."""
    made: Data = {}
    for name, value in given.items():
        if name == "options" and isinstance(value, list):
            items = cast("list[object]", value)
            made[name] = [
                str(_mapping(cast("object", one)).get("label") or "")
                if isinstance(one, dict)
                else str(one)
                for one in items
            ]
        elif value not in ("", None) and name not in {"to_label", "unit_label"}:
            made[name] = value
    return made


def _parents(bed: _Bed, body: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that say which rows are one record: those named, else the one that sounds like a
    number, else the first.
    """
    named = body.get("parent_key")
    if isinstance(named, list) and named:
        by_column = {column: path for column, path in bed.paths if path in bed.own}
        found = [by_column.get(one, str(one)) for one in cast("list[Any]", named)]
        if any(one not in bed.own for one in found):
            raise _wrong("sheet.no_parent_key", "parent_key", name=next(iter(bed.lines)))
        return tuple(found)
    for key in bed.own:
        if names_records(bed.labels[key]) or names_records(key):
            return (key,)
    return (next(iter(bed.own)),)


def _title(bed: _Bed, form: Mapping[str, object], parents: Sequence[str]) -> str:
    """What a record is called by."""
    given = str(form.get("title") or "").strip("{}")
    if given in bed.own:
        return given
    if parents:
        return parents[0]
    texts = [key for key, data in bed.own.items() if data["kind"] == "text"]
    for word in _NAMES:
        for key in texts:
            if word in fold(bed.labels[key]) and not names_records(bed.labels[key]):
                return key
    return next(iter(texts or bed.own))


def _app(catalog: Catalog, key: str, label: str, form: str) -> Data:
    """The app's file with the form in its navigation."""
    known = catalog.files.get(f"{key}/app")
    if known is None:
        return {"app": key, "label": label, "nav": [form]}
    nav = known.get("nav")
    return {**known, "nav": [*(cast("list[object]", nav) if isinstance(nav, list) else []), form]}


def _source(data: Data) -> Source:
    text = io.StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.dump(data, text)  # pyright: ignore[reportUnknownMemberType]
    return Source(text.getvalue(), data)


async def linked(work: Work[Any], sheets: Sequence[Sheet]) -> dict[tuple[str, int], str]:
    """(sheet, column) to the form whose records the column's values name, nearly all of them."""
    columns = {
        (sheet.name, column.index): column.values
        for sheet in sheets
        for column in sheet.columns
        if len(column.values) > 2
        and column.guess.kind in {"text", "choice"}
        and not column.guess.unique
    }
    texts = {text for values in columns.values() for text in values}
    best: dict[tuple[str, int], tuple[float, str]] = {}
    for form in work.grants.readable() if texts else ():
        finder = Finder()
        await finder.learn(work, form, texts)
        for place, values in columns.items():
            hits = sum(finder.id_of(form, text) not in {None, SEVERAL} for text in values)
            share = hits / len(values)
            if share >= LINKED and share > best.get(place, (0.0, ""))[0]:
                best[place] = (share, form)
    return {place: form for place, (_, form) in best.items()}
