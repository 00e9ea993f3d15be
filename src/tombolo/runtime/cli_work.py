"""tombolo work: a worker of its own, beside those that `up` and `serve` start."""

from tombolo.base.errors import Fault
from tombolo.runtime import console, database, logs, worker
from tombolo.runtime import up as house


def work() -> None:
    """执行后台任务（导入等） · Do the jobs that wait: imports and the like."""
    settings = console.settings()

    async def story() -> None:
        stop = house.Stop()
        started = await database.start(settings)
        try:
            async with worker.opened(house.opening(settings, started)) as made:
                logs.say("runtime.working")
                await worker.until(made, stop)
        finally:
            started.stop()

    logs.open_logs(settings.logs, person=False)
    try:
        house.run(story)
    except Fault as fault:
        console.end(settings, fault)
