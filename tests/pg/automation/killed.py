"""A worker in a process of its own that stops in its third step and waits there to be killed."""

import asyncio
from multiprocessing.connection import Connection

from tests.pg.automation.desk import Desk
from tests.world import World

from tombolo.automation import after
from tombolo.pg.pool import Place, Pool
from tombolo.records.write import save
from tombolo.schema import store


def work_until_killed(place: Place, text: str, there: Connection) -> None:
    asyncio.run(_story(place, text, there))


async def _story(place: Place, text: str, there: Connection) -> None:
    async with await Pool.open(place) as pool:
        async with pool.read() as tx:
            desk = Desk(World(pool, await store.load(tx)), name="doomed")
        desk.use(five=text)
        create, steps = save.create, [0]

        async def stuck(*args, **more):
            steps[0] += 1
            done = await create(*args, **more)
            if steps[0] == 3:
                there.send(3)
                await asyncio.sleep(600)
            return done

        save.create = stuck
        await after.turn(desk)
