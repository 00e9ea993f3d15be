"""Work on a foreign file in a process of its own: bounded in memory and time, killed when it hangs."""

import asyncio
import multiprocessing
import resource
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, ParamSpec, TypeVar

from tombolo.base.errors import Fault, Invalid

P = ParamSpec("P")
T = TypeVar("T")

MEMORY = 3 * 1024**3  # address space; what a sheet really takes is far below
SECONDS = 300
_turn = asyncio.Semaphore(1)


async def apart(story: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """The story's value, told in another process; one at a time. Raises Invalid."""
    async with _turn:
        context = multiprocessing.get_context("spawn")
        executor = ProcessPoolExecutor(1, mp_context=context, initializer=_bounded)
        loop = asyncio.get_running_loop()
        try:
            told = loop.run_in_executor(executor, _told, story, args, kwargs)
            async with asyncio.timeout(SECONDS):
                value, wrong = await told
        except (BrokenProcessPool, TimeoutError, MemoryError) as error:
            raise Invalid("sheet.too_heavy") from error
        finally:
            # A process that is still busy is of no use to anybody.
            for process in list((executor._processes or {}).values()):  # noqa: SLF001
                process.kill()
            await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)
    if wrong:
        raise Invalid(wrong[0], values=wrong[1])
    return value


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(
    story: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, tuple[str, Mapping[str, object]] | None]:
    """A fault does not survive the road between processes whole, so its parts are sent."""
    try:
        return story(*args, **kwargs), None
    except Fault as fault:
        return None, (fault.code, dict(fault.values))
