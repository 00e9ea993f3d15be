"""A flow as it was published: frozen, block-structured, its expressions known by number.

The machine never sees an expression, only its number in `Chart.expressions` and the value that
`Facts` holds for it, so that nothing here can read a record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from tombolo.schema.condition import Condition
from tombolo.schema.label import NO_LABEL, Label

Expr: TypeAlias = int  # the number of an expression in Chart.expressions
Mode = Literal["one", "all", "any", "seq", "vote"]
START = "start"  # the place before the first node, where a returned instance waits

# ---- people ----


@dataclass(frozen=True, slots=True)
class Named:
    """Persons by their login, in this order."""

    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """Everybody who holds the role."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression of the record gives: persons, or departments that stand for their heads."""

    expr: Expr
    departments: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a department; of the initiator's without an expression."""

    department: Expr | None = None


@dataclass(frozen=True, slots=True)
class Heads:
    """The chain of heads upward: `levels` of them, or up to the first who holds the role `to`."""

    levels: int = 0
    to: str = ""
    department: Expr | None = None


@dataclass(frozen=True, slots=True)
class Superior:
    """The direct superior of a person; of the initiator without an expression."""

    of: Expr | None = None


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who submitted."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decided an earlier node, in the order of their decisions."""

    node: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom the initiator ("start") or the decider of node `by` chose, from `among` when given."""

    by: str
    among: "Rule | None" = None


Rule: TypeAlias = Named | Role | Value | Head | Heads | Superior | Submitter | Decider | Chosen


@dataclass(frozen=True, slots=True)
class Seat:
    """One entry of a node's list of people; each person it gives has this weight in a vote."""

    rule: Rule
    weight: int = 1


# ---- what a node asks ----


@dataclass(frozen=True, slots=True)
class Threshold:
    """`num/den` of all weights, exactly; `den` 0 means `num` weights whoever there is."""

    num: int
    den: int
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: m(inutes), h(ours), or d(ays) of work."""

    amount: int
    unit: Literal["m", "h", "d"] = "m"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a node is late, and what happens then."""

    after: Span | None = None
    at: Expr | None = None  # a date field instead of a stretch
    then: Literal["remind", "pass", "reject", "transfer", "return", "escalate"] = "remind"
    to: Rule | None = None  # of transfer
    target: str = START  # of return: start, prev or a node
    every: Span = Span(1, "d")  # between reminders


@dataclass(frozen=True, slots=True)
class Check:
    """A need that must hold when the node is approved."""

    need: Expr
    at: str = ""
    say: Label = NO_LABEL


@dataclass(frozen=True, slots=True)
class Restart:
    """When an approver's change makes `when` true, the flow goes on from node `at` again. With `rises`
    the expression is a number, and the flow does when the change made it greater.
    """

    when: Expr
    at: str
    rises: bool = False


@dataclass(frozen=True, slots=True)
class Returns:
    """Where the people of a node may return to, and who says how it comes back."""

    to: str = "any"  # any | start | prev | none | a node
    mode: Literal["rerun", "jump", "chooser"] | None = None  # None: as the flow says


@dataclass(frozen=True, slots=True)
class Human:
    """A node that waits for people: approve, or handle (经办), which knows no reject."""

    key: str
    label: Label = NO_LABEL
    kind: Literal["approve", "handle"] = "approve"
    mode: Mode = "one"
    seats: tuple[Seat, ...] = ()
    threshold: Threshold | None = None
    anyrej: Literal["first", "all"] = "first"
    when: Expr | None = None  # a node whose condition is false counts as passed
    edit: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    see: tuple[str, ...] | None = None  # None: all but `hide`
    require: tuple[str, ...] = ()
    sign: bool = False
    opinion: Literal["reject", "always"] = "reject"
    reject: str = "end"  # end | start | prev | branch | a node
    returns: Returns = Returns()
    empty: Literal["admin", "pass", "reject", "block"] | Rule = "admin"
    due: Deadline | None = None
    checks: tuple[Check, ...] = ()
    restart: Restart | None = None

    def sees(self, field: str) -> bool:
        """Whether the people of this node see the field, so that its change makes them stale."""
        if self.see is not None:
            return field in self.see
        return field not in self.hide

    def may_edit(self, field: str) -> bool:
        """A field is editable by its name, a column of lines also by that of its lines."""
        return field in self.edit or field.partition(".")[0] in self.edit


@dataclass(frozen=True, slots=True)
class Copy:
    """抄送: tells people and gives them sight of the record; never waits."""

    key: str
    label: Label = NO_LABEL
    seats: tuple[Seat, ...] = ()
    when: Expr | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A way of a block. `when` None: the way for else, or a way of a parallel block."""

    do: "tuple[Node, ...]" = ()
    when: Expr | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Ways that begin together and are joined: the block ends when the chosen ways have ended."""

    key: str
    kind: Literal["parallel", "exclusive", "inclusive"]
    branches: tuple[Branch, ...]
    label: Label = NO_LABEL

    @property
    def otherwise(self) -> int | None:
        """Which way is taken when no condition holds."""
        for number, branch in enumerate(self.branches):
            if branch.when is None:
                return number
        return None


@dataclass(frozen=True, slots=True)
class Sub:
    """Another flow on the same record, or one for each row of `each`."""

    key: str
    flow: str
    label: Label = NO_LABEL
    wait: bool = True
    each: str = ""
    result: Literal["reject", "continue"] = "reject"  # what a child that was not approved means
    when: Expr | None = None


@dataclass(frozen=True, slots=True)
class Auto:
    """Steps of an automation inside the flow; the node waits for their result."""

    key: str
    calls: str
    label: Label = NO_LABEL
    when: Expr | None = None


Node: TypeAlias = Human | Copy | Block | Sub | Auto
Sequence: TypeAlias = tuple[Node, ...]
Way: TypeAlias = tuple[tuple[str, int], ...]  # the blocks and branches that lead to a sequence

# ---- the flow ----


@dataclass(frozen=True, slots=True)
class Policies:
    """What holds for the whole flow."""

    self_approval: Literal["allow", "skip", "superior", "head"] = "allow"
    dedup: Literal["none", "consecutive", "first"] = "none"
    withdraw: Literal["any", "first", "never"] = "any"
    terminate: Literal["admin", "initiator"] = "admin"
    resubmit: Literal["rerun", "jump", "chooser"] = "rerun"
    admin: Rule = Role("sysadmin")
    code: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """Who may submit when."""

    when: Expr | None = None
    who: Rule | None = None  # None: those who may update the record


@dataclass(frozen=True, slots=True)
class Put:
    """A field that the flow writes."""

    field: str
    is_: Expr


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands."""

    way: Way
    index: int
    node: Node


@dataclass(frozen=True)
class Chart:
    """One published version of a flow."""

    app: str
    key: str
    form: str
    nodes: Sequence
    label: Label = NO_LABEL
    version: int = 1
    policies: Policies = Policies()
    submission: Submission = Submission()
    copies: tuple[Seat, ...] = ()  # told when it ends
    effects: Mapping[str, tuple[Put, ...]] = field(default_factory=dict[str, tuple[Put, ...]])
    expressions: tuple[Condition, ...] = ()

    @property
    def name(self) -> str:
        """As other flows call it."""
        return f"{self.app}.{self.key}" if self.app else self.key

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every node by its key."""
        return {place.node.key: place for place in _walk(self.nodes, ())}

    @cached_property
    def sequences(self) -> Mapping[Way, Sequence]:
        """Every sequence by the way that leads to it."""
        found: dict[Way, Sequence] = {(): self.nodes}
        for place in self.places.values():
            if isinstance(place.node, Block):
                for number, branch in enumerate(place.node.branches):
                    found[(*place.way, (place.node.key, number))] = branch.do
        return found

    def human(self, key: str) -> Human | None:
        """The node that waits for people, if `key` is one."""
        place = self.places.get(key)
        return place.node if place and isinstance(place.node, Human) else None


def _walk(sequence: Sequence, way: Way) -> Iterator[Place]:
    for index, node in enumerate(sequence):
        yield Place(way, index, node)
        if isinstance(node, Block):
            for number, branch in enumerate(node.branches):
                yield from _walk(branch.do, (*way, (node.key, number)))
