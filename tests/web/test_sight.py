"""What an approver without any right to the form gets of a record: what her node shows, and no more (D03)."""

from typing import Any

import pytest_asyncio
from tests.web.approving import approving, ask, do, mine

CLAIM = """
shop/forms/claim:
  label: {zh: 报销, en: Claim}
  title: "{subject}"
  fields:
    subject: {kind: text, label: 事由}
    salary: {kind: number, label: 薪资}
    papers: {kind: files, label: 附件}
    private: {kind: files, label: 私密附件}
    customer: {kind: link, label: 客户, to: shop.customer}
shop/flows/claim_check:
  label: {zh: 报销审批, en: Claims}
  form: claim
  nodes:
    - {node: tech, approve: {any: role(tech)}, hide: [salary, private]}
    - {node: last, approve: {one: person(li)}, edit: [customer], hide: [salary, private]}
"""
FORM, FLOW = "shop.claim", "shop.claim_check"


@pytest_asyncio.fixture(scope="module")
async def house(pool, tmp_path_factory) -> Any:
    async with approving(pool, tmp_path_factory.mktemp("files"), CLAIM) as made:
        yield made


async def begun(house) -> tuple[str, str, dict[str, str]]:
    """A claim in approval, and its files: (record, instance, file of each field)."""
    boss = await house.as_("boss")
    files: dict[str, str] = {}
    for field in ("papers", "private"):
        road = f"/api/files?form={FORM}&field={field}"
        sent = {"file": (f"{field}.txt", f"inside {field}".encode(), "text/plain")}
        files[field] = (await boss.post(road, files=sent)).json()["id"]
    given = {"subject": "s", "salary": "98765", **{key: [id_] for key, id_ in files.items()}}
    made = await do(house, "boss", f"/api/forms/{FORM}/records", records=[{"set": given}])
    record = made["saved"][0]["id"]
    done = await do(house, "boss", f"/api/flows/{FLOW}/instances", record=record)
    return record, done["instance"], files


async def opened(house, login: str, record: str, file: str, more: str = "") -> tuple[int, bytes]:
    browser = await house.as_(login)
    answer = await browser.get(f"/api/forms/{FORM}/records/{record}/files/{file}{more}")
    return answer.status_code, answer.content


async def test_files_that_the_node_shows_open_and_others_do_not(house):
    record, instance, files = await begun(house)
    assert await opened(house, "wu", record, files["papers"]) == (200, b"inside papers")
    assert (await opened(house, "wu", record, files["private"]))[0] == 404
    assert (await opened(house, "boss", record, files["private"]))[0] == 200
    # Before her turn, and to whom it never comes, there is nothing.
    for login in ("li", "out"):
        for file in files.values():
            assert (await opened(house, login, record, file))[0] == 404
    task = await mine(house, "wu", instance)
    await do(house, "wu", f"/api/tasks/{task}/approve")
    assert (await opened(house, "wu", record, files["papers"]))[0] == 200  # as she may still look
    assert (await opened(house, "wu", record, files["private"]))[0] == 404
    assert (await opened(house, "li", record, files["papers"]))[0] == 200


async def test_a_hidden_value_is_nowhere(house):
    record, instance, files = await begun(house)
    wu = await house.as_("wu")
    task = await mine(house, "wu", instance)
    told = ""
    for path in (
        f"/api/tasks/{task}",
        f"/api/instances/{instance}",
        f"/api/forms/{FORM}/records/{record}",
        f"/api/forms/{FORM}/records/{record}/history",
        f"/api/forms/{FORM}/records/{record}/comments",
        "/api/inbox?which=todo",
    ):
        told += (await wu.get(path)).text
    for path, body in (
        (f"/api/forms/{FORM}/query", {"columns": ["subject", "salary"]}),
        (f"/api/forms/{FORM}/export", {"columns": ["salary"], "format": "csv"}),
        (f"/api/tasks/{task}/preview", {"set": {}}),
    ):
        told += (await wu.post(path, json=body)).text
    assert "98765" not in told
    assert files["private"] not in told
    assert files["papers"] in told


async def test_links_that_the_node_opens_have_candidates(house):
    """Of the form it has no right to, the node's field; of the customers, those one's own rights show."""
    record, instance, _ = await begun(house)
    first = await mine(house, "wu", instance)
    refused = await do(house, "wu", f"/api/tasks/{first}/pick", 404, field="customer")
    assert refused["code"]
    await do(house, "wu", f"/api/tasks/{first}/approve")
    task = await mine(house, "li", instance)
    assert (await do(house, "li", f"/api/forms/{FORM}/pick", 404, field="customer"))["code"]
    seen = await ask(house, "li", f"/api/tasks/{task}")
    (field,) = [one for one in seen["form"]["fields"] if one["key"] == "customer"]
    assert field["settings"]["picks"] == f"tasks/{task}"
    found = await do(house, "li", f"/api/{field['settings']['picks']}/pick", field="customer", search="A")  # fmt: skip
    assert [one["title"] for one in found["options"]] == ["A"]
    chosen = found["options"][0]["id"]
    await do(house, "li", f"/api/tasks/{task}/approve", fields={"customer": chosen})
    kept = await ask(house, "boss", f"/api/forms/{FORM}/records/{record}")
    assert kept["values"]["customer"]["id"] == chosen
    for login in ("out", "wu"):
        await do(house, login, f"/api/tasks/{task}/pick", 404 if login == "out" else 403, field="customer")  # fmt: skip
