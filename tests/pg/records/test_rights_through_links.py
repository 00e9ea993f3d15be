"""A row condition that looks through a link holds wherever the form is met: joined, or summed up."""

import pytest_asyncio
from tests.world import World, world

APP = """
team/app: {app: team, label: 组}
team/forms/client:
  fields: {name: {kind: text}}
team/forms/person:
  fields: {client: {kind: link, to: client, inverse: people}, name: {kind: text}}
team/forms/deal:
  fields: {name: {kind: text}, person: {kind: link, to: person, inverse: deals}}
team/grants/rep:
  who: [role(rep)]
  forms:
    client: {may: [read, create]}
    person: {may: [read, create], rows: owner = ME() OR client.owner = ME()}
    deal: {may: [read, create]}
"""


@pytest_asyncio.fixture(scope="module")
async def team(pool) -> World:
    made = await world(pool)
    await made.apply(APP)
    await made.person("li", roles=["rep"])
    await made.person("bo", roles=["rep"])
    return made


async def test_a_row_condition_through_a_link(team):
    (client,) = (await team.put("li", "team.client", {"name": "甲"})).ids
    (person,) = (await team.put("ann", "team.person", {"name": "王", "client": client})).ids
    await team.put("ann", "team.deal", {"name": "一", "person": person})
    for login, seen, count in (("li", "王", "1"), ("bo", None, "0")):
        assert await team.rows(login, "team.deal", ["person.name"]) == [[seen]]
        found = await team.rows(
            login, "team.client", ["name"], where={"formula": "COUNT(people) = " + count}
        )
        assert found == [["甲"]]
        assert await team.rows(login, "team.person", ["name"]) == ([["王"]] if seen else [])
