"""The OpenAPI document: every route in it, hidden fields absent, a fuzz that finds no 5xx."""

import schemathesis
from hypothesis import HealthCheck, settings

from tombolo.web.routes.all import ROUTES


async def test_every_route_is_described_and_hidden_fields_are_not(site):
    li, boss = await site.as_("li"), await site.as_("boss")
    mine, whole = (
        (await li.get("/api/openapi.json")).json(),
        (await boss.get("/api/openapi.json")).json(),
    )
    assert mine["openapi"] == "3.1.0"
    paths = {
        path.replace(":str", "")
        for route in ROUTES
        for path in route.paths
        if path.startswith("/api/")
    }
    assert set(whole["paths"]) == paths
    assert "secret" in whole["components"]["schemas"]["shop.customer.record"]["properties"]
    assert "'secret'" not in str(mine)
    order = whole["components"]["schemas"]["shop.order.record"]["properties"]
    assert order["total"] == {
        "title": "合计",
        "type": "string",
        "format": "decimal",
        "examples": ["1265793.0395"],
        "readOnly": True,
    }
    assert order["lines"]["items"]["properties"]["product"]["$ref"] == "#/components/schemas/Linked"
    assert order["state"]["enum"] == ["draft", "approved"]


async def test_whatever_is_sent_there_is_no_broken_answer(site):
    """Requests made up from the document: refused or answered, never a 5xx."""
    boss = await site.as_("boss")
    document = (await boss.get("/api/openapi.json")).json()
    for path in ("/api/live", "/api/session"):
        document["paths"].pop(path, None)
    schema = schemathesis.openapi.from_dict(document)
    drawn = []
    for result in schema.get_all_operations():
        operation = result.ok()
        strategy = operation.as_strategy()

        @settings(
            max_examples=8, database=None, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @__import__("hypothesis").given(strategy)
        def draw(case):
            drawn.append(
                (case.method, case.formatted_path, case.body if isinstance(case.body, dict) else {})
            )

        draw()
    assert len(drawn) > 100
    for method, path, body in drawn:
        answer = await boss.request(method, path, json=body if method != "GET" else None)
        assert answer.status_code < 500, (method, path, body, answer.text)
