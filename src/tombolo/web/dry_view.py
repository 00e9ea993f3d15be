"""What a rule would do, as it is told in the browser."""

from tombolo.automation import log
from tombolo.automation.dry import Dry
from tombolo.web import faults


def dry_view(told: Dry, language: str) -> dict[str, object]:
    """{holds, steps}: each step with what it would write, and the refusal at which it would end."""
    return {
        "holds": told.holds,
        "steps": [
            {
                "verb": step.verb,
                "effects": [log.told_of(effect) for effect in step.effects],
                "fault": faults.body(step.fault, language) if step.fault else None,
            }
            for step in told.steps
        ],
    }
