"""T16–T18: every route × everybody who may call it. A route that is not here fails the run.

Each request names what Bob owns. The administrator's answer is the proof that it is a good request;
nobody else may learn that what it names is there, and no answer may carry what is hidden.
"""

import uuid
from collections.abc import Mapping

import pytest
import pytest_asyncio
from tests.web.threats.app import MARKS, S, browsers
from tests.web.threats.matrix import MATRIX, STREAMS, Row


@pytest_asyncio.fixture(scope="module")
async def everybody(house):
    return await browsers(house)


async def ask(browser, row: Row, ids: Mapping[str, str]):
    return await browser.request(row.operation.partition(" ")[0], **row.make(ids))


def whole(answer) -> str:
    return answer.text + str(dict(answer.headers))


async def test_no_route_is_forgotten(house, everybody):
    document = (await everybody["ann_"].get("/api/openapi.json")).json()
    described = {
        f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item
    }
    assert described == {row.operation for row in MATRIX}


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.operation)
@pytest.mark.parametrize("who", ["anon", "stale"])
async def test_who_is_not_signed_in_gets_one_answer(house, everybody, who, row):
    answer = await ask(everybody[who], row, house.ids)
    assert answer.status_code == 401, answer.text
    wanted = {
        "POST /api/session": "auth.wrong",
        "POST /api/session/second-step": "auth.challenge_over",
    }
    assert answer.json()["code"] == wanted.get(row.operation, "auth.signed_out")


@pytest.mark.parametrize("who", ["nobody", "other", "key"])
@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.operation)
async def test_who_has_no_right_gets_nothing(house, everybody, row, who):
    if row.operation in STREAMS:
        pytest.skip("never ends; heard in test_wire.py")
    browser = everybody["alice" if who == "other" else who]
    answer = await ask(browser, row, house.ids)
    assert answer.status_code in getattr(row, who), answer.text
    if row.operation == "GET /api/search":
        assert answer.json()["hits"] == []
    said = whole(answer).replace(row.make(house.ids)["url"], "")
    assert not [mark for mark in MARKS if mark in said and f"q={mark}" not in said], said
    if row.operation == "DELETE /api/session" and who != "key":
        everybody.update(await browsers(house))


@pytest.mark.parametrize(
    "row", [row for row in MATRIX if row.other == (404,)], ids=lambda row: row.operation
)
async def test_what_is_anothers_answers_like_what_is_not_there(house, everybody, row):
    if row.operation in STREAMS:
        pytest.skip("names nothing")
    nothing = {key: str(uuid.uuid4()) for key in house.ids} | {"mine": house.ids["mine"]}
    theirs = await ask(everybody["alice"], row, house.ids)
    none = await ask(everybody["alice"], row, nothing)
    assert (theirs.status_code, theirs.json()) == (none.status_code, none.json())


async def test_hidden_fields_are_named_by_no_answer(house, everybody):
    """Form, document, views, record, history, pick, preview: `salary` and what follows from it."""
    alice = everybody["alice"]
    for row in MATRIX:
        if row.operation in STREAMS or row.operation.endswith("/session"):
            continue
        said = (await ask(alice, row, house.ids | {"emp": house.ids["mine"]})).text
        for name in ("salary", "yearly", "dept_total", "parts.bonus", "薪资", "年薪", "部门合计"):
            assert name not in said, (row.operation, name, said[:2000])


async def test_the_requests_are_good_ones(house, everybody):
    """The proof of all above: the administrator gets an answer, with what is hidden to others."""
    said = ""
    for row in MATRIX:
        if row.operation in STREAMS:
            continue
        answer = await ask(everybody["ann_"], row, house.ids)
        assert answer.status_code == row.admin, (row.operation, answer.text)
        said += answer.text
    for mark in ("Bobs Zeile", S):
        assert mark in said
