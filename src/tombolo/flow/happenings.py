"""What happened in an act, for those who answer to it: by the names people use, each once."""

from collections.abc import Mapping

from tombolo.flow.machine import Step
from tombolo.records.work import Happening
from tombolo.schema.kinds.shape import Plain

# What the log calls it, and what a rule does. A task that is returned returns; the start that it
# falls back to is no second event.
NAMES: Mapping[str, str] = {
    "flow.running": "submitted", "flow.resubmitted": "resubmitted", "node.entered": "entered",
    "task.approved": "decided", "task.rejected": "decided", "task.returned": "returned",
    "node.passed": "passed", "node.overdue": "overdue", "node.incident": "incident",
    "flow.approved": "approved", "flow.rejected": "rejected", "flow.withdrawn": "withdrawn",
    "flow.terminated": "terminated",
}  # fmt: skip


def happenings(made: Step) -> list[Happening]:
    """Of one act, in the order in which they happened."""
    some: list[Happening] = []
    for event in made.events:
        name = NAMES.get(event.type)
        if name is None:
            continue
        instance = made.state.instances[event.instance]
        task = made.state.tasks.get(event.task) if event.task else None
        told: dict[str, Plain] = {
            "node": str(event.data.get("node") or ""),
            "opinion": task.opinion if task else "",
            "code": instance.code,
        }
        once = f"{made.state.root}:{event.seq}"
        some.append(Happening(instance.flow, name, str(instance.record), told, once))
    return some
