"""A page mark is ours or it is refused, at its place, whatever stands in it."""

import base64
import json

import pytest

SHAPES = {
    "created_at": None,
    "credit": "credit",
    "level": "level",
    "name": "name",
    "owner": "owner",
    "created_by": "-created_by",
}
ID = "0190a0a0-0000-7000-8000-000000000000"
WRONG = [
    ["x", "y"], [1, 2], [None, None], [{}, []], ["2026-01-01", ID], ["2026-01-01T00:00:00", ID],
    ["9999-12-31T23:59:59-23:00", ID], ["0001-01-01T00:00:00+23:00", ID], ["NaN", ID],
    ["1e999999", ID], ["a\0b", ID], ["\ud800", ID], [True, ID], ["", ""], [ID, ID, ID], [], "x", 7,
]  # fmt: skip


def mark(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("sort", SHAPES.values())
async def test_a_mark_of_wrong_values_is_refused_at_its_place(site, sort):
    boss = await site.as_("boss")
    for value in WRONG:
        body = {"columns": ["name"], "after": mark(value), **({"sort": [sort]} if sort else {})}
        answer = await boss.post("/api/forms/shop.customer/query", json=body)
        if answer.status_code == 200:
            # A text column takes any text; an id is always one.
            assert sort in {"name", "level"} and value[1] == ID, (sort, value)
            continue
        assert answer.status_code == 422, (sort, value, answer.text)
        problems = answer.json()["problems"]
        assert [(one["code"], one["place"]) for one in problems] == [("ask.bad_cursor", "after")], (
            sort,
            value,
        )


async def test_a_mark_of_ours_goes_on_with_blanks_and_long_numbers(site):
    boss = await site.as_("boss")
    rows = [
        {"set": {"name": f"页{n}", "credit": c}} for n, c in enumerate(["1.5", "-2", None, None])
    ]
    answer = await boss.post("/api/forms/shop.customer/records", json={"records": rows})
    assert answer.status_code == 200
    for sort in ("credit", "-credit", "level", "-name", "created_at", "-updated_at", "owner"):
        ask = {
            "columns": ["name"], "sort": [sort], "limit": 1,
            "where": {"field": "name", "op": "starts_with", "value": "页"},
        }  # fmt: skip
        seen = []
        for _ in range(6):
            page = (await boss.post("/api/forms/shop.customer/query", json=ask)).json()
            seen += [row[2] for row in page["rows"]]
            if not page["next"]:
                break
            ask["after"] = page["next"]
        assert sorted(seen) == ["页0", "页1", "页2", "页3"], sort
