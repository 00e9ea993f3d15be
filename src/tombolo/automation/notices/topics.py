"""Which facts people are told of, and the groups in which they choose what to hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Topic = Literal["task", "result", "copy", "mention", "rule", "incident"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
Channel = Literal["app", "mail"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
# What is not wanted unless a person says so.
USUALLY_OFF: frozenset[tuple[str, str]] = frozenset({("copy", "mail")})


@dataclass(frozen=True, slots=True)
class Told:
    """How a fact is told: its group, and the messages of its title and its text ("": none)."""

    topic: Topic
    title: str
    text: str = ""
    to_self: bool = True  # also to who brought it about


TASK_GIVEN = "task.given"
RULE = "rule.notify"
RULE_PAUSED = "rule.paused"
MENTION = "comment.mention"
RETURNED = Told("task", "notice.returned", "notice.returned_text")
FACTS: Mapping[str, Told] = {
    TASK_GIVEN: Told("task", "notice.given", "notice.given_text"),
    "task.overdue": Told("task", "notice.overdue", "notice.overdue_text"),
    "flow.remind": Told("task", "notice.reminded", "notice.given_text"),
    "flow.approved": Told("result", "notice.approved", "notice.ended_text", to_self=False),
    "flow.rejected": Told("result", "notice.rejected", "notice.ended_text", to_self=False),
    "flow.terminated": Told("result", "notice.terminated", "notice.ended_text", to_self=False),
    "flow.withdrawn": Told("result", "notice.withdrawn", "notice.ended_text", to_self=False),
    "flow.copy": Told("copy", "notice.copied", "notice.copied_text", to_self=False),
    "flow.incident": Told("incident", "notice.incident", "notice.incident_text"),
    MENTION: Told("mention", "notice.mentioned", to_self=False),
    RULE: Told("rule", ""),
    RULE_PAUSED: Told("incident", "notice.rule_paused", "notice.rule_paused_text"),
}
