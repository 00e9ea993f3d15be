"""Signatures by hand that go with a decision."""

from dataclasses import asdict
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File

from tombolo.base.errors import Invalid
from tombolo.flow import signatures
from tombolo.flow.around import demand_sight
from tombolo.records import files
from tombolo.web import door
from tombolo.web.body import uuid_of
from tombolo.web.door import Call
from tombolo.web.routes.around import handed, parts, uploaded

MEMBER = {"who": "member", "rate": "usual"}


@post("/api/tasks/{task_id:str}/signature", opt=MEMBER, status_code=200)
async def draw(request: Call, task_id: FromPath[str]) -> Response[bytes]:
    """Multipart `file`, a PNG: the signature of this person for this task, for one decision."""
    task = UUID(uuid_of(task_id))
    house = door.house_of(request)
    async with door.writing(request) as work:
        await signatures.demand_signer(work, task)
    given = await uploaded(request, signatures.MOST)
    most = signatures.MOST
    stored = await files.keep(
        house.opening.files, "signature.png", parts(given), most, signatures.TYPES
    )
    if not stored.thumb:
        stored.came.unlink(missing_ok=True)
        raise Invalid("flow.signature_bad")
    async with house.pool.write() as tx:
        work = door.again(request, tx)
        made = await files.add(work, stored, "signature.png")
        await signatures.add(work, task, made.id, stored.sha256)
    return door.answer(request, asdict(made))


@get("/api/instances/{instance_id:str}/signatures/{file_id:str}", opt=MEMBER)
async def show(request: Call, instance_id: FromPath[str], file_id: FromPath[str]) -> File:
    """The picture a decision was signed with, for everybody who may see the approval."""
    instance = UUID(uuid_of(instance_id))
    folder = door.house_of(request).opening.files
    async with door.reading(request) as work:
        await demand_sight(work, instance)
        named = frozenset(str(one) for one in await signatures.used(work, instance))
        opened = await files.opened(work, folder, uuid_of(file_id), named, thumb=False)
    return handed(opened, inline=True)
