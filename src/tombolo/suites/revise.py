"""Rules of a form changed in the browser: its file as it is written, with these expressions anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from tombolo.base.errors import Conflict, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.base.text import key_from_label
from tombolo.flow import pinned
from tombolo.pg.pool import ReadTx
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.schema.editor import sites, uses
from tombolo.schema.editor.judge import judge
from tombolo.schema.store import Plan, Source
from tombolo.schema.system import RESERVED_KEYS
from tombolo.suites import check, gone, inplace
from tombolo.suites.export import as_yaml
from tombolo.suites.read import parsed

MOST = 100  # changes at once
LONGEST = 60  # signs of a label
_OPTIONAL = frozenset({
    "default", "default_when", "required_when", "visible_when", "readonly_when", "where", "when",
    "candidates",
})  # fmt: skip
_FORMATS = frozenset({"", "money", "percent"})
Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Revised:
    """The file as it is to be, and where in it the new expressions stand."""

    path: str
    source: Source
    added: tuple[str, ...]
    same: bool = False  # nothing of it is to be another


async def revised(tx: ReadTx, catalog: Catalog, form: str, body: Data) -> Revised:
    """The form's file with the `changes` and what is to `add`, or with the change of a version
    taken back (`undo`). Raises Invalid with every problem, Conflict where another change came after.
    """
    one = catalog.form(form)
    path = f"{one.app}/forms/{one.key}"
    if "undo" in body:
        return await _taken_back(tx, path, body["undo"])
    data = catalog.files[path]
    written = (await store.sources(tx)).get(path) or ""
    if parsed(written)[0] != data:  # made in the browser, or by a test, and never written as a file
        written = as_yaml(data)
    desk = _Desk(catalog, form, written)
    changes, additions = _list(body, "changes"), _list(body, "add")
    # What is taken away goes last and from the back, so that every place still means what it did.
    going = [(n, each) for n, each in enumerate(changes) if _gone(each)]
    for number, each in enumerate(changes):
        if not _gone(each):
            desk.change(each, f"changes[{number}]")
    for number, each in enumerate(additions):
        desk.add(each, f"add[{number}]")
    for number, each in sorted(going, key=lambda item: _order(item[1]), reverse=True):
        desk.take(str(each.get("place") or ""), f"changes[{number}]")
    places = {str(each.get("place") or "") for _, each in going}
    desk.problems.extend(gone.in_use(catalog, form, desk.gone, places))
    if desk.problems:
        raise Invalid("definition.invalid", problems=desk.problems)
    source = Source(desk.text, parsed(desk.text)[0])
    return Revised(path, source, tuple(desk.added), desk.text == written)


async def _taken_back(tx: ReadTx, path: str, version: object) -> Revised:
    """The file as it was before `version`, which must be the last that changed it."""
    if not isinstance(version, int) or isinstance(version, bool):
        raise Invalid("fault.invalid", problems=[Problem("number.bad", "undo")])
    now, *earlier = await store.last_two(tx, path) or [None]
    before = earlier[0] if earlier else None
    if now is None or now.version != version or before is None or before.source is None:
        raise Conflict("rule.moved_on")
    source = before.source
    if parsed(source.text)[0] != source.data:
        source = Source(as_yaml(source.data), source.data)
    return Revised(path, source, ())


def _list(body: Data, name: str) -> list[Data]:
    raw = body.get(name)
    items = cast("list[object]", raw) if isinstance(raw, list) else []
    wrong = (raw is not None and not isinstance(raw, list)) or len(items) > MOST
    if wrong or not all(isinstance(one, Mapping) for one in items):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_list", name)])
    return cast("list[Data]", items)


def _gone(change: Data) -> bool:
    return "text" in change and change["text"] is None


def _order(change: Data) -> tuple[tuple[int, str], ...]:
    steps = str(change.get("place") or "").split(".")
    return tuple((int(one), "") if one.isdigit() else (-1, one) for one in steps)


@dataclass(slots=True)
class _Desk:
    """The text that is being changed."""

    catalog: Catalog
    form: str
    text: str
    added: list[str] = field(default_factory=list[str])
    gone: dict[uses.End, str] = field(default_factory=dict[uses.End, str])
    problems: list[Problem] = field(default_factory=list[Problem])

    # -- what is there ---------------------------------------------------------------------------

    def change(self, change: Data, at: str) -> None:
        """Another text, another message, other settings of a roll-up."""
        place = str(change.get("place") or "")
        parts = _parts(change)
        try:
            site = sites.at(self.catalog, self.form, place, parts)
        except Missing as missing:
            self.problems.append(Problem(missing.code, f"{at}.place", dict(missing.values)))
            return
        steps = place.split(".")
        if not self._stands(steps):
            values = {"place": place}
            self.problems.append(Problem("rule.no_place", f"{at}.place", values))
            return
        if "text" in change:
            self.text = inplace.put(
                self.text, steps, self._keys(site, change["text"], f"{at}.text")
            )
        for name in ("calc", "where"):
            if name in parts and steps[-1] == "of":
                self._part([*steps[:-1], name], parts, f"{at}.{name}")
        if "say" in change:
            self._say([*steps[:-1], "say"], change["say"])

    def _stands(self, steps: Sequence[str]) -> bool:
        """Whether that which the expression belongs to is in the file: its field, its check."""
        data: object = parsed(self.text)[0]
        for step in steps[:-1]:
            if isinstance(data, list):
                items = cast("list[object]", data)
                data = items[int(step)] if step.isdigit() and int(step) < len(items) else None
            elif isinstance(data, Mapping):
                data = cast("Data", data).get(step)
            else:
                return False
        if not isinstance(data, Mapping):
            return False
        return steps[-1] in data or (steps[-1] in _OPTIONAL and steps[0] == "fields")

    def _part(self, steps: list[str], parts: Mapping[str, str], at: str) -> None:
        text = parts[steps[-1]]
        if steps[-1] == "where":
            there = steps[-1] in cast("Data", _under(parsed(self.text)[0], steps[:-1]))
            if not text.strip():
                self.text = inplace.remove(self.text, steps) if there else self.text
                return
            site = sites.at(self.catalog, self.form, ".".join(steps), parts)
            text = self._keys(site, text, at)
        self.text = inplace.put(self.text, steps, text)

    def take(self, place: str, at: str) -> None:
        """A rule goes; a computed field goes whole, and out of the views and the layout of its form."""
        steps = place.split(".")
        if gone.is_computed(steps) and self._stands(steps) and steps[-1] in self._owner(steps):
            self._take_field(steps[:-1], place)
            return
        whole = steps[0] in {"checks", "locks"} or steps[-3:-2] == ["checks"]
        if not (whole or steps[-1] in _OPTIONAL | {"check"}) or not self._stands(steps):
            self.problems.append(Problem("rule.no_place", f"{at}.place", {"place": place}))
            return
        if whole:
            self.text = inplace.remove(self.text, steps[:-1])
            return
        self.text = inplace.remove(self.text, steps)
        if steps[-1] == "check" and "say" in self._owner(steps):
            self.text = inplace.remove(self.text, [*steps[:-1], "say"])

    def _owner(self, steps: Sequence[str]) -> Data:
        """What the last step is a part of."""
        return cast("Data", _under(parsed(self.text)[0], steps[:-1]))

    def _take_field(self, steps: Sequence[str], place: str) -> None:
        lines, key = steps[1] if len(steps) > 2 else "", steps[-1]
        self.gone[self.form, lines, key] = place
        self.text = inplace.remove(self.text, steps)
        while not lines and (there := gone.mention(parsed(self.text)[0], key)):
            self.text = inplace.remove(self.text, there)

    # -- what is new -----------------------------------------------------------------------------

    def add(self, item: Data, at: str) -> None:
        match item.get("what"):
            case "formula":
                self._field("formula", item, at)
            case "rollup":
                self._field("rollup", item, at)
            case "check":
                made = {
                    "need": self._keys(
                        sites.plain(self.catalog, self.form, truth=True),
                        item.get("need"),
                        f"{at}.need",
                    )
                }
                if item.get("at"):
                    made["at"] = str(item["at"])
                self._append("checks", {**made, **_said(item.get("say"))}, "need")
            case "lock":
                made = {
                    "when": self._keys(
                        sites.plain(self.catalog, self.form, truth=True),
                        item.get("when"),
                        f"{at}.when",
                    )
                }
                named = item.get("fields")
                fields = (
                    [str(one) for one in cast("list[object]", named)]
                    if isinstance(named, list)
                    else []
                )
                locked: dict[str, object] = {**made, "fields": fields or "all"}
                self._append("locks", {**locked, **_said(item.get("say"))}, "when")
            case _:
                self.problems.append(Problem("rule.unknown", f"{at}.what"))

    def _append(self, into: str, made: Data, leaf: str) -> None:
        there = parsed(self.text)[0].get(into)
        number = len(cast("list[object]", there)) if isinstance(there, list) else 0
        self.text = inplace.append(self.text, [into], made)
        self.added.append(f"{into}.{number}.{leaf}")

    def _field(self, kind: str, item: Data, at: str) -> None:
        """A computed field, with a key made from its label, and a column in the views that are named."""
        form = self.catalog.form(self.form)
        lines = str(item.get("lines") or "")
        site = sites.plain(self.catalog, self.form, lines)
        label = _label(item.get("label"))
        if not _zh(label):
            self.problems.append(Problem("rule.no_label", f"{at}.label"))
            return
        owner = form.field(lines) if lines else None
        fields = owner.fields if owner else tuple(form.every.values())
        inverses = () if lines else self.catalog.card(self.form).inverses
        key = key_from_label(
            _zh(label), {*(one.key for one in fields), *inverses, *RESERVED_KEYS, *self._new()}
        )
        made: dict[str, object] = {"kind": kind, "label": label}
        if kind == "formula":
            made["is"] = self._keys(site, item.get("is"), f"{at}.is")
        else:
            made.update(self._gathered(site, item, at))
        if item.get("format") in _FORMATS and item.get("format"):
            made["format"] = item["format"]
        if isinstance(item.get("scale"), int):
            made["scale"] = item["scale"]
        into = ["fields", lines, "fields", key] if lines else ["fields", key]
        self.text = inplace.put(self.text, into, made)
        self.added.append(".".join((*into, "is" if kind == "formula" else "of")))
        named = item.get("views")
        for view in cast("list[object]", named) if isinstance(named, list) and not lines else []:
            if any(one.key == view and one.columns for one in form.views):
                self.text = inplace.append(self.text, ["views", str(view), "columns"], key)

    def _new(self) -> set[str]:
        return {place.split(".")[-2] for place in self.added if place.startswith("fields.")}

    def _gathered(self, site: sites.Site, item: Data, at: str) -> Data:
        """The settings of a roll-up."""
        parts = {"of": "", "calc": "sum", **_parts(item)}
        if sites.gathering({"of": "x", "calc": parts["calc"]}).problems():
            self.problems.append(Problem("rule.unknown", f"{at}.calc"))
        inside = sites.rollup(site, "of", parts)
        made: dict[str, object] = {"of": self._keys(inside, parts["of"], f"{at}.of")}
        if parts["calc"] != "sum":
            made["calc"] = parts["calc"]
        if parts.get("where", "").strip():
            made["where"] = self._keys(
                sites.rollup(site, "where", parts), parts["where"], f"{at}.where"
            )
        return made

    # -- texts -----------------------------------------------------------------------------------

    def _keys(self, site: sites.Site, raw: object, at: str) -> str:
        """The expression in keys; what is wrong with it is told at its place."""
        text = raw.strip() if isinstance(raw, str) else ""
        judged = judge(self.catalog, site, text, "zh")
        self.problems.extend(
            Problem(one.code, f"{at}:{one.place}", one.values, one.say) for one in judged.problems
        )
        return judged.keys

    def _say(self, steps: list[str], raw: object) -> None:
        said = _label(raw)
        if _zh(said) or isinstance(said, Mapping):
            self.text = inplace.put(self.text, steps, said)
        elif "say" in cast("Data", _under(parsed(self.text)[0], steps[:-1])):
            self.text = inplace.remove(self.text, steps)


def _under(data: object, steps: Sequence[str]) -> object:
    for step in steps:
        data = (
            cast("list[object]", data)[int(step)]
            if isinstance(data, list)
            else cast("Data", data)[step]
        )
    return data


def _parts(item: Data) -> dict[str, str]:
    """What is said of a roll-up beside its text."""
    made = {name: str(item[name] or "") for name in ("calc", "of", "where") if name in item}
    if isinstance(item.get("text"), str):
        made.setdefault("of", str(item["text"]))
    return made


def _label(raw: object) -> str | dict[str, str]:
    """A text, or one for each language."""
    if isinstance(raw, Mapping):
        words = cast("Data", raw)
        zh, en = (" ".join(str(words.get(one) or "").split()) for one in ("zh", "en"))
        return {"zh": zh, "en": en} if zh and en else zh or en
    return " ".join(str(raw or "").split())


def _zh(label: str | dict[str, str]) -> str:
    return (label["zh"] if isinstance(label, dict) else label)[:LONGEST]


def _said(raw: object) -> dict[str, object]:
    said = _label(raw)
    return {"say": said} if said else {}


async def planned(
    tx: ReadTx, catalog: Catalog, form: str, body: Data, zone: str
) -> tuple[Revised, Plan]:
    """The file as it is to be and the plan that leads there, with the new problems of every room."""
    made = await revised(tx, catalog, form, body)
    changes = {} if made.same else {made.path: made.source}
    todo = await store.plan(tx, catalog, changes, zone)
    if todo.problems:
        return made, todo
    # What was wrong elsewhere before is not for this person to mend now.
    old = {(one.code, one.place) for one in check.problems(catalog)}
    wrong = [one for one in check.problems(todo.after) if (one.code, one.place) not in old]
    wrong.extend(await pinned.problems(tx, todo.after))
    return made, replace(todo, problems=tuple(wrong)) if wrong else todo
