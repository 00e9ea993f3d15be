"""Worlds and walks drawn at random: flows, organisations, and commands of everybody."""

from tests.pure.flow.charts import name_of
from tests.pure.flow.language import Organisation, Play

from tombolo.base.errors import Fault
from tombolo.flow.machine import replay
from tombolo.flow.state import CLOSED

PEOPLE = ["a", "b", "d", "e", "g", "i", "m1", "m2", "adm"]
RULES = [*PEOPLE[:6], "@init", "@heads2", "@role_r", "@role_none", "@superior", "@f_who"]


def draw_flow(pick, depth=0, count=None):
    """A sequence in the language; `pick` chooses among a list."""
    count = count if count is not None else [0]
    parts = []
    for _ in range(pick([1, 1, 2, 2, 3])):
        kind = (
            pick(["node"] * 6 + ["par", "if", "incl", "cc", "sub", "auto"]) if depth < 3 else "node"
        )
        if kind == "node":
            parts.append(_draw_node(pick, count))
        elif kind == "cc":
            parts.append("cc(z)")
        elif kind == "sub":
            parts.append("sub(child)" if depth == 0 else "cc(y)")
        elif kind == "auto":
            parts.append("auto(steps)" if depth == 0 else "cc(y)")
        elif kind == "par":
            ways = [
                draw_flow(pick, depth + 1, count) if pick([1, 1, 1, 0]) else "-"
                for _ in range(pick([1, 2, 2, 3]))
            ]
            parts.append("par{ " + " | ".join(ways) + " }")
        else:
            ways = [
                f"amt>{pick([0, 5, 9])}: {draw_flow(pick, depth + 1, count)}"
                for _ in range(pick([1, 2]))
            ]
            if pick([1, 1, 1, 0]):
                ways.append("else: " + (draw_flow(pick, depth + 1, count) if pick([0, 1]) else "-"))
            parts.append(kind + "{ " + " | ".join(ways) + " }")
    return " > ".join(parts)


def _draw_node(pick, count):
    count[0] += 1
    mode = pick(["one", "all", "all", "any", "seq", "vote"])
    people = [pick(RULES) for _ in range(pick([1, 1, 2, 3]))]
    inner = ",".join(people)
    if mode == "vote":
        inner = (
            pick(["1/2", "2/3", "60%", ">1/2", "1"])
            + "; "
            + ",".join(f"{p}:{pick([1, 2, 3])}" for p in people)
        )
    options = []
    if pick([0, 0, 1]):
        options.append("rej=" + pick(["start", "prev", "branch", "end", f"n{pick([1, 2, 3])}"]))
    if pick([0, 0, 0, 1]):
        options.append("anyrej=all")
    if pick([0, 0, 1]):
        # A node that nobody fills and that rejects backward never ends: publishing warns of it.
        ends = not any(
            one.startswith("rej=") and one[4:] not in {"end", "branch"} for one in options
        )
        options.append("empty=" + pick(["pass", "reject" if ends else "block", "block", "m2"]))
    if pick([0, 0, 1]):
        then = pick(["pass", "reject", "to_e", "remind", "return", "return_prev", "escalate"])
        options.append(f"due={pick([30, 60])}_{then}")
    if pick([0, 0, 1]):
        options.append("edit=amt")
    if pick([0, 0, 0, 0, 1]):
        options.append("when=amt>5")
    if pick([0, 0, 0, 0, 1]):
        options.append(f"restart=amt>8@n{pick([1, 2])}")
    return f"n{count[0]}={mode}({inner})" + (f"[{' '.join(options)}]" if options else "")


def draw_play(pick):
    """A flow, an organisation and data."""
    flow = draw_flow(pick)
    keys = [f"n{n}" for n in range(1, 20) if f"n{n}=" in flow]
    for n in range(
        1, 20
    ):  # a reject or restart to a node that is not there is refused when published
        if f"n{n}" not in keys:
            flow = flow.replace(f"rej=n{n}]", "rej=start]").replace(f"rej=n{n} ", "rej=start ")
            flow = flow.replace(f" restart=amt>8@n{n}]", "]").replace(f"[restart=amt>8@n{n}]", "")
    policies = {
        "self_approval": pick(["allow", "allow", "skip", "superior", "head"]),
        "dedup": pick(["none", "consecutive", "first"]),
    }
    org = Organisation(roles={"r": [pick(PEOPLE), pick(PEOPLE)]})
    for _ in range(pick([0, 0, 1, 2])):
        org.delegations[pick(PEOPLE)] = pick(PEOPLE)
    org.vacant = {pick(["m1", "m2", "none"])}
    subs = {
        "child": pick(
            [
                "c1=one(a)",
                "c1=all(a,b) > c2=one(d)[rej=start]",
                "c1=any(b,e)[rej=prev due=30_reject]",
            ]
        )
    }
    data = {"amt": pick([1, 6, 10]), "who": pick(["a", "a+b", "", "i"]), "note": "x"}
    return Play(flow, policies, data, org, subs)


def draw_command(pick, play):
    """Mostly something that can be done, by one who has a task; sometimes anything by anybody."""
    of = play.state.instance
    pending = [t for t in play.state.tasks.values() if t.state == "pending"]
    who = name_of(pick(pending).assignee) if pending and pick([1, 1, 1, 1, 0]) else pick(PEOPLE)
    nodes = [n for n in play.library.at("main", of.version).places if n[0] == "n"] or ["n1"]
    other, another, node = pick(PEOPLE), pick(PEOPLE), pick(nodes)
    places = ["start", "prev", node]
    deciders = [
        name_of(t.assignee) for t in play.state.tasks.values() if t.state == "approved"
    ] or [who]
    node_of = [play.state.nodes[t.node_run].key for t in pending if name_of(t.assignee) == who]
    here = f" {pick(node_of)}" if node_of else ""
    command = pick([
        *[f"ok {who}{here}"] * 6, *[f"no {who}{here}"] * 2,
        *[f"ret {who} {pick(places)} {pick(['rerun', 'jump', 'jump'])}"] * 4,
        f"xfer {who} {other}{here}", f"ask {who} {other}{here}",
        *[f"add {who} {pick(['before', 'after', 'with'])} {'+'.join({other, another})}"] * 2,
        f"cut {who} {other}", *[f"takeback {pick(deciders)}"] * 3, "withdraw i", *["resubmit i"] * 2,
        f"jump adm {node}", f"revive adm {node}", "suspend adm", *["unsuspend adm"] * 2,
        f"leave {pick(PEOPLE[:8])}", f"leave {pick(PEOPLE[:8])} {other}",
        *[f"tick {pick([5, 30, 60])}"] * 2, f"edit {who} amt {pick([1, 6, 10])}", "remind i",
        "autodone", "autodone", "autofail", f"resolve adm {pick(['retry', 'skip', 'choose 0', 'assign e+d'])}",
        "terminate adm", f"save {who} later", "submit",
    ])  # fmt: skip
    if of.status == "returned" and pick([1, 1, 0]):
        command = f"resubmit {who}"
    if of.status == "suspended" and pick([1, 1, 0]):
        command = "unsuspend adm"
    if of.status == "incident" and pick([1, 0]):
        command = f"resolve adm {pick(['retry', 'skip', 'choose 0', 'assign e+d'])}"
    children = [c for c in play.state.instances.values() if c.parent and c.status not in CLOSED]
    if (
        children
        and command.split()[0] in {"ok", "no", "ret", "resubmit", "xfer", "add"}
        and pick([1, 0])
    ):
        command = "child " + command
    return command


def try_(play, command):
    """One command; a refusal must leave everything as it was. Other errors are not refusals."""
    before = play.state
    try:
        play.run(command)
    except Fault:
        assert play.state is before
    except StopIteration:  # the language found no run to speak of
        pass


def finish(play, limit=400):
    """If everybody keeps approving, the flow ends (rule 17)."""
    for _ in range(limit):
        of = play.state.instance
        if of.status in CLOSED:
            return
        command = _helpful(play)
        play.run(command)
    raise AssertionError(f"no end: {play.flow} {play.open_tasks()}")


def _helpful(play):
    for of in play.state.instances.values():
        prefix = "child " if of.parent else ""
        runs = [r for r in play.state.nodes.values() if r.instance == of.id]
        if of.status == "suspended" and not of.parent:
            return "unsuspend adm"
        if of.status in CLOSED:
            continue
        for run in runs:
            if run.state == "incident" and play.incident(of.id) == run.id:
                if run.kind in {"approve", "handle"}:
                    return f"{prefix}resolve adm assign adm"
                return f"{prefix}resolve adm " + (
                    "choose 0" if run.kind in {"exclusive", "inclusive"} else "skip"
                )
        for task in play.state.tasks.values():
            if task.state == "pending" and task.instance == of.id:
                who = name_of(task.assignee)
                run = play.state.nodes[task.node_run]
                if run.kind == "start":
                    return f"{prefix}resubmit {who}"
                return f"{prefix}ok {who} {run.key}"
        if any(r.kind == "auto" and r.state == "active" for r in runs):
            return "autodone"
    raise AssertionError(f"stuck: {play.flow}")


def same_by_replay(play):
    """The log alone, played again, makes the very same rows (rule 10)."""
    numbers = iter(list(play.given))
    told = replay(play.library, play.events, lambda: next(numbers))
    assert told == play.state
    assert [e.seq for e in play.events] == list(range(1, len(play.events) + 1))
