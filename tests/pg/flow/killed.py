"""Started by test_killed: acts of which each child does one and kills itself at its n-th statement.

`python killed.py <dsn> <file>`; the file holds [{login, act, fields, n}]. What each child came to is
printed: "killed" or the status it answered.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from tests.world import World

from tombolo.access import directory
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.base.errors import Fault
from tombolo.flow.acts import act_of
from tombolo.flow.command import perform
from tombolo.pg.pool import Limits, Place, Pool, WriteTx
from tombolo.schema import store


class Mortal(WriteTx):
    """A transaction that ends its process instead of sending its n-th statement."""

    left = 0

    async def _do(self, call):
        step()
        return await super()._do(call)


def step():
    if Mortal.left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    Mortal.left -= 1


async def story(dsn, one):
    async with await Pool.open(Place(dsn), Limits(least=0)) as pool:
        async with pool.read() as tx:
            world = World(pool, await store.load(tx))
            member = await directory.by_login(tx, one["login"])
            world.people[one["login"]] = await directory.actor(tx, member.id)
        world.reactions = (Rules.of(rules_of(world.catalog)[0]),)
        async with pool.write() as tx:
            mortal = Mortal(tx._connection)
            Mortal.left = one["n"]
            work = world.work(mortal, one["login"])
            told = await perform(work, act_of(one["act"]), one["fields"])
            step()  # before the commit
        step()  # after it, before anybody is answered
        return told.status


def main():
    for one in json.loads(Path(sys.argv[2]).read_text()):
        child = os.fork()
        if child == 0:
            try:
                told = asyncio.run(story(sys.argv[1], one))
            except Fault as fault:
                told = fault.code
            print(told, flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print("killed", flush=True)


main()
