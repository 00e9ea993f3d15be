"""The interpreter: (charts, state, act, facts, directory, now, ids) to the next state, without I/O.

An act is carried out whole or refused whole: what was given in is never changed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tombolo.flow.acts import (
    Act,
    AddSign,
    Approve,
    Ask,
    AutoDone,
    AutoFailed,
    Cut,
    Edit,
    Jump,
    Leave,
    OnInstance,
    Reject,
    Remind,
    Resolve,
    Resubmit,
    Return,
    Revive,
    Save,
    Submit,
    Suspend,
    TakeBack,
    Terminate,
    Tick,
    Transfer,
    Unsuspend,
    Withdraw,
    act_of,
    plain,
)
from tombolo.flow.clock import fire_next
from tombolo.flow.deciding import approve, reject, save
from tombolo.flow.ending import (
    finish,
    submit,
    suspend_instance,
    terminate,
    unsuspend_instance,
    withdraw,
)
from tombolo.flow.entering import go, past
from tombolo.flow.facts import Charts, Directory, Facts
from tombolo.flow.faults import refuse
from tombolo.flow.heard import Asking, retold
from tombolo.flow.incidents import auto_done, auto_failed, resolve
from tombolo.flow.joining import joined
from tombolo.flow.judging import judge
from tombolo.flow.move import Finish, Go, Joined, Judge, Move, Past, Refused, Thaw
from tombolo.flow.persons import add_sign, ask, cut, leave_company, transfer
from tombolo.flow.returning import refused, thaw
from tombolo.flow.sending import edit, jump, remind, resubmit, return_, revive
from tombolo.flow.state import Event, Id, Notice, State, Write
from tombolo.flow.takingback import take_back


@dataclass(frozen=True, slots=True)
class Step:
    """What an act makes: the state after it, what happened, and what is to be sent and written."""

    state: State
    events: tuple[Event, ...]
    outbox: tuple[Notice, ...]
    writes: tuple[Write, ...]


def step(
    charts: Charts,
    state: State | None,
    act: Act,
    facts: Facts,
    directory: Directory,
    now: datetime,
    ids: Callable[[], Id],
) -> Step:
    """Carry out one act. Raises a fault of flow.faults, and then nothing has happened."""
    return _carry_out(Asking(charts, facts, directory, now), state, act, ids)


def replay(charts: Charts, events: Iterable[Event], ids: Callable[[], Id]) -> State:
    """The state that the log of a root instance amounts to; `ids` gives the ids of its rows in order."""
    state: State | None = None
    for event in events:
        if event.type.startswith("act."):
            data = event.data
            told = data["heard"]
            assert isinstance(told, list)
            raw = data["act"]
            assert isinstance(raw, Mapping)
            outside = retold(charts, event.at, told)  # pyright: ignore[reportUnknownArgumentType]
            state = _carry_out(outside, state, act_of(raw), ids).state  # pyright: ignore[reportUnknownArgumentType]
    if state is None:
        raise refuse("not_found")
    return state


def _carry_out(asking: Asking, state: State | None, act: Act, ids: Callable[[], Id]) -> Step:
    move = Move(asking, ids)
    if state is not None:
        move = Move(
            asking, ids, state.root, dict(state.instances), dict(state.branches),
            dict(state.blocks), dict(state.nodes), dict(state.slots), dict(state.tasks),
            dict(state.timers), dict(state.copies),
            rev=state.instance.rev + 1, seq=state.instance.seq,
        )  # fmt: skip
    elif not isinstance(act, Submit):
        raise refuse("not_found")
    if isinstance(act, OnInstance) and act.instance not in move.instances:
        raise refuse("not_found")
    move.seq += 1  # the first event of the group is the act itself, written when all was heard
    opening = move.seq
    _do(move, act)
    _work_off(move)
    if isinstance(act, Tick):
        while fire_next(move, act):
            _work_off(move)
    assert move.root is not None
    about = _about(move, act)
    first = Event(
        instance=about,
        seq=opening,
        rev=move.rev,
        type=f"act.{type(act).__name__}",
        at=asking.now,
        actor=act.by,
        data={"act": plain(act), "heard": asking.plain()},
        idem_key=act.key,
    )
    after = move.frozen_state(move.root)
    return Step(after, (first, *move.events), tuple(move.notices), tuple(move.writes))


def _about(move: Move, act: Act) -> Id:
    if isinstance(act, OnInstance):
        return act.instance
    if isinstance(act, Submit):
        assert move.root is not None
        return move.root
    return move.tasks[act.task].instance


def _work_off(move: Move) -> None:
    """What the act has set going, until everything waits for somebody again."""
    while move.agenda:
        match move.agenda.popleft():
            case Go() as intent:
                go(move, intent)
            case Past() as intent:
                past(move, intent)
            case Judge() as intent:
                judge(move, intent)
            case Refused() as intent:
                refused(move, intent)
            case Thaw() as intent:
                thaw(move, intent)
            case Joined() as intent:
                joined(move, intent)
            case Finish() as intent:
                finish(move, intent)


def _do(move: Move, act: Act) -> None:  # noqa: C901, PLR0912 - a table of the acts
    match act:
        case Submit():
            submit(move, act)
        case Approve():
            approve(move, act)
        case Reject():
            reject(move, act)
        case Return():
            return_(move, act)
        case Transfer():
            transfer(move, act)
        case Ask():
            ask(move, act)
        case AddSign():
            add_sign(move, act)
        case Save():
            save(move, act)
        case Cut():
            cut(move, act)
        case TakeBack():
            take_back(move, act)
        case Withdraw():
            withdraw(move, act)
        case Resubmit():
            resubmit(move, act)
        case Remind():
            remind(move, act)
        case Terminate():
            terminate(move, act)
        case Jump():
            jump(move, act)
        case Suspend():
            suspend_instance(move, act)
        case Unsuspend():
            unsuspend_instance(move, act)
        case Revive():
            revive(move, act)
        case Edit():
            edit(move, act)
        case Leave():
            leave_company(move, act)
        case AutoDone():
            auto_done(move, act)
        case AutoFailed():
            auto_failed(move, act)
        case Resolve():
            resolve(move, act)
        case Tick():
            if act.by is not None:
                raise refuse("not_allowed")
