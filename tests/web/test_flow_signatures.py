"""Signatures by hand over HTTP: whose they are, for what, once; who sees them, how long they stay."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest_asyncio
from PIL import Image
from tests.web.approving import approving, ask, do, mine, order
from tests.web.conftest import Site

from tombolo.base import clock
from tombolo.records import files_unused

FLOW = """
shop/flows/signed:
  flow: signed
  label: {zh: 签字审批, en: Signed approval}
  form: order
  nodes:
    - {node: tech, approve: {all: "role(tech)"}, sign: true, edit: [discount]}
    - {node: last, approve: {one: person(gm)}}
"""


def picture(shade: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 20), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), FLOW) as made:
        yield made


async def begun(house: Site) -> str:
    id_ = await order(house)
    done = await do(house, "li", "/api/flows/shop.signed/instances", record=id_)
    return done["instance"]


async def draw(
    house: Site, login: str, task: str, status: int = 200, content: bytes | None = None
) -> Any:
    answer = await (await house.as_(login)).post(
        f"/api/tasks/{task}/signature", files={"file": ("me.png", content or picture())}
    )
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_signed_decision_keeps_its_picture(house):
    instance = await begun(house)
    task = await mine(house, "wu", instance)
    path = f"/api/tasks/{task}/approve"
    assert (await do(house, "wu", path, 422))["code"] == "flow.signature_required"
    drawn = await draw(house, "wu", task)
    await do(house, "wu", path, signature=drawn["id"], fields={"discount": "0.1"}, opinion="好")
    seen = await ask(house, "li", f"/api/instances/{instance}")
    (said,) = [one for one in seen["happened"] if one["what"] == "Approve"]
    assert said["signature"] == drawn["id"]
    url = f"/api/instances/{instance}/signatures/{drawn['id']}"
    for login in ("li", "wu", "xu", "boss"):
        answer = await (await house.as_(login)).get(url)
        assert answer.status_code == 200, answer.text
        assert answer.content == picture()
        assert answer.headers["content-type"] == "image/png"
    assert (await (await house.as_("out")).get(url)).status_code == 404
    other = await begun(house)
    assert (
        await (await house.as_("li")).get(f"/api/instances/{other}/signatures/{drawn['id']}")
    ).status_code == 404
    async with house.world.pool.read() as tx:
        row = await tx.row("select * from sys_flow_signature where file = $1::uuid", drawn["id"])
    assert row["sha256"] == hashlib.sha256(picture()).hexdigest()
    assert len(row["decision"]) == 64
    assert row["used_at"] is not None


async def test_a_signature_is_for_one_person_one_task_and_once(house):
    first, second = await begun(house), await begun(house)
    wu, xu = await mine(house, "wu", first), await mine(house, "xu", first)
    drawn = (await draw(house, "wu", wu))["id"]
    refused = await do(house, "xu", f"/api/tasks/{xu}/approve", 422, signature=drawn)
    assert refused["code"] == "flow.signature_unusable"
    elsewhere = await mine(house, "wu", second)
    refused = await do(house, "wu", f"/api/tasks/{elsewhere}/approve", 422, signature=drawn)
    assert refused["code"] == "flow.signature_unusable"
    await do(house, "wu", f"/api/tasks/{wu}/approve", signature=drawn)
    await do(house, "wu", f"/api/tasks/{wu}/take-back")
    refused = await do(house, "wu", f"/api/tasks/{wu}/approve", 422, signature=drawn)
    assert refused["code"] == "flow.signature_unusable"
    again = (await draw(house, "wu", wu))["id"]
    await do(house, "wu", f"/api/tasks/{wu}/approve", signature=again)


async def test_only_who_is_to_sign_draws_and_only_a_picture(house):
    instance = await begun(house)
    wu, xu = await mine(house, "wu", instance), await mine(house, "xu", instance)
    await draw(house, "xu", wu, 403)
    await draw(house, "out", wu, 403)
    await draw(house, "wu", wu, 422, b"<svg onload=alert(1)>")
    told = await draw(house, "wu", wu, 422, b"\x89PNG\r\n\x1a\n and nothing more")
    assert told["code"] == "flow.signature_bad"
    for login, task in (("wu", wu), ("xu", xu)):
        drawn = (await draw(house, login, task))["id"]
        await do(house, login, f"/api/tasks/{task}/approve", signature=drawn)
    await draw(house, "wu", wu, 409)  # it is done
    last = await mine(house, "gm", instance)
    await draw(house, "gm", last, 403)  # nothing to sign there
    await do(house, "gm", f"/api/tasks/{last}/approve")


async def test_a_batch_does_not_sign(house):
    instance = await begun(house)
    task = await mine(house, "wu", instance)
    told = await do(house, "wu", "/api/tasks/batch", tasks=[{"task": task}])
    assert told["results"][0]["refused"]["code"] == "flow.signature_required"


async def test_what_was_used_stays_and_what_was_not_goes(house):
    instance = await begun(house)
    task = await mine(house, "wu", instance)
    spare = (await draw(house, "wu", task, content=picture(90)))["id"]
    kept = (await draw(house, "wu", task, content=picture(180)))["id"]
    await do(house, "wu", f"/api/tasks/{task}/approve", signature=kept)
    later = clock.now() + timedelta(days=2)
    await files_unused.sweep(house.world.pool, house.files, later)
    async with house.world.pool.read() as tx:
        left = await tx.rows(
            "select file from sys_flow_signature where file = any($1::uuid[])", [spare, kept]
        )
    assert [str(row["file"]) for row in left] == [kept]
    answer = await (await house.as_("li")).get(f"/api/instances/{instance}/signatures/{kept}")
    assert answer.content == picture(180)
