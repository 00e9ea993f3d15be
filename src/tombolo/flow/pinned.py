"""What open approvals still stand on: a change of definitions that would take it away is refused.

An instance keeps the version it began with (approval-and-automation.md S44, E10); its conditions are
read against the forms of today, so what they name has to stay until the last of them has ended.
"""

from typing import cast

from tombolo.base import codec
from tombolo.base.problems import Problem
from tombolo.flow.read import flow_of
from tombolo.pg import named
from tombolo.pg.pool import ReadTx
from tombolo.schema.catalog import Catalog
from tombolo.schema.system import FLOW_STATE

_SQL = named.beside(__file__)


async def problems(tx: ReadTx, after: Catalog) -> list[Problem]:
    """Why `after` cannot be: one for each flow with open instances that could not go on."""
    scopes = {name: card.scope for name, card in after.cards.items()}
    found: list[Problem] = []
    for row in await tx.rows(_SQL["open"]):
        app, _, key = str(row["flow"]).partition(".")
        data = cast("dict[str, object]", codec.decode(row["data"])) if row["data"] else {}
        chart, wrong = flow_of(app, key, data, scopes, int(row["version"]))
        why = [str(one.values.get("name") or one.values.get("form") or one.code) for one in wrong]
        card = after.cards.get(str(row["form"]))
        if card is None or card.form.field(FLOW_STATE) is None:
            why.append(str(row["form"]))
        if why:
            values = {
                "flow": {"zh": chart.label.say("zh"), "en": chart.label.say("en")},
                "count": int(row["count"]),
                "example": str(row["example"]),
                "why": ", ".join(dict.fromkeys(why)),
            }
            found.append(Problem("flow.in_use", f"{app}/flows/{key}#", values))
    return found


async def open_of(tx: ReadTx, flow: str) -> dict[int, int]:
    """How many approvals of a flow are open, by the version that they stay on."""
    return {int(row["version"]): int(row["count"]) for row in await tx.rows(_SQL["versions"], flow)}
