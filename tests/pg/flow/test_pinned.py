"""A definition that open approvals stand on stays until they have ended."""

from tests.pg.flow.test_quotation import quotation
from tests.world import ZONE

from tombolo.flow import acts
from tombolo.suites import plan
from tombolo.suites.read import read
from tombolo.suites.shipped import folders


async def planned(pool, change):
    """The plan of the shipped suites with one file of them changed."""
    packages, _ = read(folders())
    for package in packages:
        change(package)
    async with pool.read() as tx:
        return await plan.plan(tx, packages, ZONE)


def without_flow(package):
    package.parts.pop("crm/flows/quotation_approval", None)


async def test_a_flow_in_use_is_not_taken_away_until_its_last_instance_ended(house, pool):
    done = await house.submit(await quotation(house, 335000))
    todo = await planned(pool, without_flow)
    (wrong,) = [one for one in todo.problems if one.code == "flow.in_use"]
    assert wrong.values["why"] == "crm.quotation"
    assert wrong.values["count"] >= 1
    async with pool.read() as tx:
        rows = await tx.rows(
            "select id, initiator from sys_flow_instance where status in ('running', 'returned')"
        )
    for row in rows:
        await house.do(acts.Withdraw(by=row["initiator"], instance=row["id"]))
    assert done.instance in [row["id"] for row in rows]
    todo = await planned(pool, without_flow)
    assert [one for one in todo.problems if one.code == "flow.in_use"] == []
