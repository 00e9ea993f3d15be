"""One act on an approval, whole or not at all: answer known? root held, state read, fields written,
facts computed, machine, rows, what the flow writes into the record, what is told.

It runs in the caller's transaction, which must be a writing one of READ COMMITTED. Locks in one
order: the act's key, the root instance, the record, what ripples, balance keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from tombolo.base import codec, ids
from tombolo.base.errors import Conflict, Fault
from tombolo.flow import acts, signatures, store
from tombolo.flow.acts import Act
from tombolo.flow.asked import changed, facts
from tombolo.flow.chart import Chart
from tombolo.flow.deciding import demand_mine
from tombolo.flow.facts import Facts
from tombolo.flow.faults import refuse
from tombolo.flow.happenings import happenings
from tombolo.flow.lens import Lens, as_flow, through
from tombolo.flow.machine import Step, step
from tombolo.flow.organisation import house
from tombolo.flow.published import Published, published
from tombolo.flow.state import CLOSED, Id, State
from tombolo.flow.submitting import filled
from tombolo.pg import named
from tombolo.records.work import Writing
from tombolo.records.write.change import Change
from tombolo.records.write.save import update
from tombolo.schema.catalog import FormCard
from tombolo.schema.field import Field
from tombolo.schema.system import FLOW_STATE

_SQL = named.beside(__file__)
KEPT = timedelta(days=7)  # for how long the answer to an act is known


@dataclass(frozen=True, slots=True)
class Done:
    """What an act came to: its root and instance, the state of that, the tasks it gave to whom."""

    root: Id
    instance: Id
    status: str
    rev: int
    again: bool = False  # the act was carried out before, and this is the answer of then


async def perform(work: Writing, act: Act, fields: Mapping[str, object] | None = None) -> Done:
    """Carry out one act; `fields` are values of the record that go with a decision.

    Raises the faults of flow.faults, and what a save of the record refuses. Nothing stays of an act
    that was refused, if the caller rolls back, as every unit of work does.
    """
    known = await _known(work, act, fields or {})
    if known is not None:
        return known
    state = await _held(work, act)
    charts = await _charts(work, act, state)
    form, record = _record_of(act, state)
    picture = await signatures.drawn(work, act)
    missed = await changed(work, form, record, getattr(act, "seen", None))
    were = await facts(work, charts, form, record) if fields and _watches(charts) else None
    own = await _write_fields(work, act, state, charts, fields or {})
    asking = act
    if isinstance(act, acts.Submit):
        asking = await filled(work, act, charts.newest(act.flow), state)
    asked = await facts(work, charts, form, record, changed=missed)
    if were is not None:
        asked = replace(asked, risen=_risen(were, asked))
    try:
        made = step(
            charts, state, replace(act, fields=tuple(own)) if own else asking,
            asked, await house(work), work.now, ids.uuid7,
        )  # fmt: skip
    except Fault as fault:
        raise _in_labels(work, form, fault) from fault
    try:
        await store.save(work.tx, state, made.state, made.events, work.now)
    except Conflict as clash:
        if clash.values.get("constraint_name") == "sys_flow_one_open":
            raise refuse("open_already") from clash
        raise
    await signatures.use(work, act, picture, made.state, fields or {})
    await _write(work, made, charts, asked, state)
    await _demand_only(work, act, made)
    await _tell(work, made)
    happened = happenings(made) if work.reactions else []
    for one in work.reactions if happened else ():
        await one.heard(work, happened)
    return await _answered(work, act, made)


async def _demand_only(work: Writing, act: Act, made: Step) -> None:
    """An approval that ends as it begins meets no index of the open ones, so others are asked for
    here, where the record is ours and who was faster has committed.
    """
    if not isinstance(act, acts.Submit) or made.state.instance.status not in CLOSED:
        return
    if await work.tx.value(_SQL["open"], act.flow, act.record):
        raise refuse("open_already")


def _in_labels(work: Writing, form: str, fault: Fault) -> Fault:
    """The same refusal with fields called by their labels, as people know them."""
    if fault.code not in {"flow.stale", "flow.locked"}:
        return fault
    names = str(fault.values.get("fields", "")).split(", ")
    found = [one for name in names if (one := _field(work.catalog.card(form), name))]
    told = {
        language: "、".join(one.label.say(language) for one in found) for language in ("zh", "en")
    }
    return refuse(fault.code.removeprefix("flow."), fields=told)


def _field(card: FormCard, name: str) -> Field | None:
    top, _, column = name.partition(".")
    one = card.form.field(top)
    return one.column(column) if one is not None and column else one


def _watches(charts: Published) -> bool:
    """Whether any node goes back when a change makes a number greater."""
    return any(
        human.restart.rises
        for chart in charts.charts.values()
        for place in chart.places.values()
        if (human := chart.human(place.node.key)) and human.restart
    )


def _risen(were: Facts, now: Facts) -> frozenset[tuple[str, int, int]]:
    """The numbers that are greater than they were; a blank is less than any."""
    return frozenset(
        (flow, version, n)
        for (flow, version, row), values in now.values.items()
        for n, value in values.items()
        if isinstance(value, Decimal | int | float)
        and not isinstance(value, bool)
        and _less(were.values[flow, version, row].get(n), value)
    )


def _less(was: object, value: Any) -> bool:
    return was is None or cast("Any", was) < value


async def _known(work: Writing, act: Act, fields: Mapping[str, object]) -> Done | None:
    """The answer to an act with the same key; who sends it meanwhile waits for it here."""
    if not act.key or act.by is None:
        return None
    digest = acts.digest(act) + (codec.text(fields) if fields else "")
    if await work.tx.run(_SQL["key"], act.by, act.key, digest, work.now + KEPT):
        return None
    row = await work.tx.row(_SQL["answer"], act.by, act.key)
    if row is None or row["digest"] != digest:
        raise refuse("key_reuse")
    told = cast("dict[str, Any]", codec.decode(row["response"]))
    return Done(
        root=_id(told["root"]),
        instance=_id(told["instance"]),
        status=told["status"],
        rev=told["rev"],
        again=True,
    )


def _id(raw: object) -> Id:
    return Id(str(raw))


async def _held(work: Writing, act: Act) -> State | None:
    """The state of the tree that the act is about, which is ours until we commit. None: a new one."""
    if isinstance(act, acts.Submit):
        before = await work.tx.value(_SQL["withdrawn"], act.flow, act.record, act.by)
        root = await store.hold(work.tx, instance=before) if before else None
        state = await store.load(work.tx, root) if root else None
        return state if state and state.instance.status == "withdrawn" else None
    if isinstance(act, acts.OnInstance):
        root = await store.hold(work.tx, instance=act.instance)
    else:
        root = await store.hold(work.tx, task=act.task)
    if root is None:
        raise refuse("not_found")
    return await store.load(work.tx, root)


async def _charts(work: Writing, act: Act, state: State | None) -> Published:
    instances = state.instances.values() if state else ()
    pinned = {(one.flow, one.version) for one in instances}
    newest = [act.flow] if isinstance(act, acts.Submit) else []
    return await published(work, pinned, newest)


def _record_of(act: Act, state: State | None) -> tuple[str, Id]:
    if state is not None:
        return state.instance.form, state.instance.record
    assert isinstance(act, acts.Submit)
    return act.form, act.record


async def _write_fields(
    work: Writing,
    act: Act,
    state: State | None,
    charts: Published,
    fields: Mapping[str, object],
) -> Sequence[str]:
    """The values that go with a decision, written through the lens of the node."""
    if not fields:
        return ()
    if state is None or not isinstance(act, acts.Approve):
        raise refuse("locked", fields=", ".join(sorted(fields)))
    task = state.tasks.get(act.task)
    if task is None:
        raise refuse("not_found")
    instance = state.instances[task.instance]
    demand_mine(task, act.by, instance)
    chart = charts.at(instance.flow, instance.version)
    lens = lens_of(chart, state.nodes[task.node_run].key)
    change = Change(fields, str(instance.record))
    await update(through(work, lens), instance.form, [change])
    return tuple(_named(fields))


def _named(fields: Mapping[str, object]) -> Iterator[str]:
    """The fields written, of lines their columns: whether rows may come and go the lock has said."""
    for name, value in fields.items():
        rows = cast("list[object]", value) if isinstance(value, list) else []
        columns = {
            key
            for row in rows
            if isinstance(row, Mapping)
            for key in cast("Mapping[str, object]", row)
        } - {"id"}
        if columns:
            yield from (f"{name}.{key}" for key in sorted(columns))
        else:
            yield name


def lens_of(chart: Chart, node: str) -> Lens:
    """What the people of a node see and write."""
    human = chart.human(node)
    if human is None:
        return Lens(chart.form)
    see = None if human.see is None else frozenset(human.see)
    return Lens(chart.form, frozenset(human.hide), frozenset(human.edit), see)


async def _write(
    work: Writing, made: Step, charts: Published, asked: Facts, before: State | None
) -> None:
    """What the flow sets in the record: fields of its effects, and its state of approval."""
    values: dict[str, object] = {}
    for write in made.writes:
        instance = made.state.instances[write.instance]
        puts = charts.at(instance.flow, instance.version).effects.get(write.effect, ())
        told = asked.values[instance.flow, instance.version, instance.row]
        values.update((put.field, told[put.is_]) for put in puts)
    root = made.state.instance
    if before is None or before.instance.status != root.status:
        values[FLOW_STATE] = root.status
    if values:
        change = Change(values, str(root.record))
        await update(as_flow(work, root.form), root.form, [change])


async def _tell(work: Writing, made: Step) -> None:
    """What is to be told, in the outbox of the same transaction."""
    if made.outbox:
        rows = [
            {
                "topic": one.topic,
                "instance": one.instance,
                "people": one.people,
                "data": one.data,
                "form": made.state.instances[one.instance].form,
                "record": made.state.instances[one.instance].record,
            }
            for one in made.outbox
        ]
        await work.tx.run(_SQL["tell"], codec.text(rows), work.now, work.actor.id)


async def _answered(work: Writing, act: Act, made: Step) -> Done:
    instance = made.state.instances[_instance_of(act, made)]
    done = Done(made.state.root, instance.id, instance.status, made.state.instance.rev)
    if act.key and act.by is not None:
        told = {
            "root": done.root,
            "instance": done.instance,
            "status": done.status,
            "rev": done.rev,
        }
        await work.tx.run(_SQL["answered"], act.by, act.key, codec.text(told))
    return done


def _instance_of(act: Act, made: Step) -> Id:
    if isinstance(act, acts.OnInstance):
        return act.instance
    if isinstance(act, acts.Submit):
        return made.state.root
    return made.state.tasks[act.task].instance
