"""How often one caller may come: a bucket for each person and class, refilled as time passes.

A process counts for itself; the limits are there against loops gone wild, not to share out a service.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tombolo.base.errors import Busy

# class: (how many at once, how many a second after that)
CLASSES: Mapping[str, tuple[float, float]] = {
    "usual": (5000.0, 1000.0),
    "heavy": (60.0, 1.0),  # whole lists, files of sheets
    "hook": (60.0, 1.0),  # of one rule: less than what makes it pause itself
    "sign_in": (1e9, 1e9),  # slowed by access/sessions, by account and address
}
MOST = 10_000


@dataclass(slots=True)
class Rates:
    """The buckets of one process: what is left, and when that was."""

    buckets: dict[tuple[UUID, str], tuple[float, float]] = field(
        default_factory=dict[tuple[UUID, str], tuple[float, float]]
    )

    def take(self, member: UUID, name: str, now: float) -> None:
        """One more request of this person. Raises Busy with the seconds to wait."""
        size, speed = CLASSES[name]
        left, at = self.buckets.get((member, name), (size, now))
        left = min(size, left + (now - at) * speed)
        if left < 1:
            raise Busy("fault.too_many", values={"seconds": max(1, round((1 - left) / speed))})
        if len(self.buckets) > MOST:
            self.buckets.clear()
        self.buckets[member, name] = (left - 1, now)
