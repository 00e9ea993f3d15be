"""Steps that set processes going, out of plain data: into a flow, on to a stage, another rule."""

from collections.abc import Mapping
from typing import cast

from tombolo.automation.read_events import flow_form, stage_of
from tombolo.automation.read_trigger import Triggers
from tombolo.automation.reader import Data, Reader
from tombolo.automation.rule import Advance, Run, Start, Which
from tombolo.automation.trigger import Trigger
from tombolo.records.asked import Stand
from tombolo.schema.condition import BOOLEAN, Condition, Scope


def own_row(stand: Stand, form: str) -> bool:
    """Whether the row itself, or the record that set the rule off, is one of the form."""
    return form == stand.trigger or (form == stand.rows.form and not stand.rows.lines)


def which_of(reader: Reader, form: str, raw: object, stand: Stand, place: str) -> Which:
    """The records of a form: those that meet a condition, or the row's own where that is one."""
    if raw is None:
        if form and not own_row(stand, form):
            reader.wrong("rule.which", place, form=form)
        return Which(form)
    if not form:
        reader.wrong("rule.which_nothing", place)
        return Which("")
    across = stand.across(reader.catalog, form)
    return Which(form, reader.expression(raw, across, BOOLEAN, place))


def start_of(reader: Reader, data: Data, stand: Stand, place: str) -> Start | None:
    """`{flow, where}`."""
    flow, form = flow_form(reader, data.get("flow"), f"{place}.flow")
    if not flow or form not in reader.catalog.cards:
        return None
    return Start(which_of(reader, form, data.get("where"), stand, f"{place}.where"), flow)


def advance_of(reader: Reader, data: Data, stand: Stand, place: str) -> Advance | None:
    """`{form, where, stage, to, set}`; without a form it is that of the record itself. `set` is read
    by who reads the fields of records.
    """
    here = stand.trigger if stand.rows.lines or not stand.rows.form else stand.rows.form
    card = reader.form(data.get("form") or here, f"{place}.form")
    if card is None:
        return None
    known = stage_of(reader, card, data.get("stage"), f"{place}.stage")
    if known is None:
        return None
    to = reader.one_of(data.get("to"), known, f"{place}.to")
    which = which_of(reader, card.form.name, data.get("where"), stand, f"{place}.where")
    return Advance(which, str(data["stage"]), to, {})


def scope_of(reader: Reader, which: Which, stand: Stand) -> Scope:
    """The names of what is set in these records."""
    if which.where is None:
        return stand.scope(reader.catalog)
    return stand.across(reader.catalog, which.form)


def run_of(reader: Reader, data: Data, stand: Stand, place: str) -> Run | None:
    """`{rule, where, with}`: a rule that may be called, and what it is given of what it takes."""
    if not data.get("rule"):
        reader.wrong("rule.choose", f"{place}.rule")
        return None
    name = str(data["rule"])
    name = name if "." in name else f"{reader.app}.{name}"
    callee = _called(reader, name)
    if callee is None:
        known = [f"{app}.{key}" for app, key, _ in reader.catalog.others("rules")]
        may = [one for one in known if _called(reader, one)]
        reader.wrong("rule.not_called", f"{place}.rule", name=name, known=", ".join(may))
        return None
    which = which_of(reader, callee.form, data.get("where"), stand, f"{place}.where")
    scope = scope_of(reader, which, stand)
    raw = data.get("with", {})
    if not isinstance(raw, Mapping):
        reader.wrong("definition.not_mapping", f"{place}.with")
        return None
    given = cast("Data", raw)
    types = {one.name: one.type for one in callee.takes}
    made: dict[str, Condition] = {}
    for key, text in given.items():
        if key not in types:
            reader.no_field(key, types, f"{place}.with.{key}")
            continue
        found = reader.expression(text, scope, types[key], f"{place}.with.{key}")
        if found is not None:
            made[key] = found
    for one in callee.takes:
        if one.needed and one.name not in given:
            reader.wrong("rule.not_given", f"{place}.with.{one.name}")
    return Run(name, which, made)


def _called(reader: Reader, name: str) -> Trigger | None:
    """What sets the rule off, if that is a call."""
    app, _, key = name.partition(".")
    for a, k, data in reader.catalog.others("rules"):
        if (a, k) == (app, key):
            other = Triggers(reader.catalog, app, "")
            when = data.get("when")
            on = cast("Data", when).get("on") if isinstance(when, Mapping) else None
            if not isinstance(on, Mapping) or "called" not in on:
                return None
            return other.trigger(cast("Data", when))
    return None
