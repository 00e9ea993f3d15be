"""Every route, with a request that names what Bob owns, and what each sort of caller is answered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.web.threats.app import EMP, S

REFUSED = (403, 404)
Made = Callable[[Mapping[str, str]], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """A request, and the class of answer of who has no right, who owns other rows, a reading key."""

    operation: str
    make: Made
    nobody: tuple[int, ...] = REFUSED
    other: tuple[int, ...] = (404,)
    key: tuple[int, ...] = (404,)
    admin: int = 200


def on(operation: str, url: str, body: Any = None, **expected: Any) -> Row:
    """A request whose {names} in url and body are Bob's."""

    def filled(raw: Any, ids: Mapping[str, str]) -> Any:
        match raw:
            case str():
                return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], raw)
            case list():
                return [filled(one, ids) for one in raw]
            case dict():
                return {key: filled(one, ids) for key, one in raw.items()}
            case _:
                return raw

    def make(ids: Mapping[str, str]) -> dict[str, Any]:
        kwargs = {"json": filled(body, ids)} if body is not None else {}
        return {"url": filled(url, ids), **kwargs}

    return Row(operation, make, **expected)


def sending(operation: str, url: str, **expected: Any) -> Row:
    """A request that brings a file."""
    return Row(
        operation, lambda _: {"url": url, "files": {"file": ("a.csv", b"name\nx\n")}}, **expected
    )


ANY: dict[str, Any] = {"nobody": (200,), "other": (200,), "key": (200,)}
FORM: dict[str, Any] = {"other": (200,), "key": (200,)}  # a form both may read, rows of one's own
WRITE: dict[str, Any] = {"key": (403,)}
ADMIN: dict[str, Any] = {"nobody": (403,), "other": (403,), "key": (403,)}
PAID = "/api/balances/hr.paid"
RECORD = f"{EMP}/records/{{emp}}"
WRONG = {"login": "bob", "password": "wrong-password-1"}
NOT_MINE = {"password": "wrong-password-1"}
VIEW = {"label": "V", "kind": "table", "columns": [{"path": "name"}]}
CHANGE = {"records": [{"id": "{emp}", "set": {"name": "Bobs Zeile"}}]}

MATRIX = (
    on("POST /api/session", "/api/session", WRONG, nobody=(401,), other=(401,), key=(401,), admin=401),
    on("GET /api/session", "/api/session", **ANY),
    on("PATCH /api/session", "/api/session", {"language": "zh"}, nobody=(200,), other=(200,), **WRITE),
    on("POST /api/session/second-step", "/api/session/second-step", {"challenge": "x", "code": "1"}, nobody=(401,), other=(401,), key=(401,), admin=401),
    on("GET /api/second-step", "/api/second-step", **ANY),
    on("POST /api/second-step", "/api/second-step", NOT_MINE, nobody=(422,), other=(422,), key=(403,), admin=422),
    on("POST /api/second-step/confirm", "/api/second-step/confirm", {"code": "000000"}, **WRITE, nobody=(404,), admin=404),
    on("POST /api/second-step/codes", "/api/second-step/codes", {**NOT_MINE, "code": "000000"}, nobody=(422,), other=(422,), key=(403,), admin=422),
    on("POST /api/second-step/off", "/api/second-step/off", {**NOT_MINE, "code": "000000"}, nobody=(422,), other=(422,), key=(403,), admin=422),
    on("PATCH /api/organisation", "/api/organisation", {"second_step": "free"}, **ADMIN),
    on("POST /api/members/{member_id}/second-step/reset", "/api/members/{member}/second-step/reset", {}, **ADMIN, admin=404),
    on("GET /api/sessions", "/api/sessions", **ANY),
    on("DELETE /api/sessions/{session_id}", "/api/sessions/{session}", **WRITE, admin=404),
    on("GET /api/keys", "/api/keys", **ANY),
    on("GET /api/keys", "/api/keys?all=1", **ADMIN),
    on("POST /api/keys", "/api/keys", {**NOT_MINE, "name": "bot", "scopes": ["read"], "days": 1}, nobody=(422,), other=(422,), key=(403,), admin=422),
    on("DELETE /api/keys/{key_id}", "/api/keys/{key}", **WRITE),
    on("GET /api/notices", "/api/notices?unread=1", **ANY),
    on("GET /api/notices/counts", "/api/notices/counts", **ANY),
    on("POST /api/notices/read", "/api/notices/read", {"all": True}, nobody=(200,), other=(200,), **WRITE),
    on("GET /api/notices/preferences", "/api/notices/preferences", **ANY),
    on("PUT /api/notices/preferences", "/api/notices/preferences", {"digest_at": 9}, nobody=(200,), other=(200,), **WRITE),
    on("GET /api/openapi.json", "/api/openapi.json", **ANY),
    on("GET /api/home", "/api/home", **ANY),
    on("GET /api/search", f"/api/search?q={S}", **ANY),
    on("GET /api/search", "/api/search?q=Bobs", **ANY),
    on("GET /api/forms/{form}", EMP, **FORM),
    on("POST /api/forms/{form}/query", f"{EMP}/query", {"columns": ["name", "note", "dept"], "count": True}, **FORM),
    on("POST /api/forms/{form}/query", f"{EMP}/query", {"columns": ["name"], "bin": True, "count": True}, **FORM),
    on("POST /api/forms/{form}/query", f"{EMP}/query", {"columns": ["name", "dept.heads_now"], "search": "Bobs"}, **FORM),
    on("POST /api/forms/{form}/query", "/api/forms/hr.dept/query", {"columns": ["name", "heads_now"]}, **FORM),
    on("POST /api/forms/{form}/groups", f"{EMP}/groups", {"by": "name", "totals": []}, **FORM),
    on("GET /api/forms/{form}/records/{record_id}", RECORD),
    on("GET /api/forms/{form}/records/{record_id}", f"{EMP}/records/{{gone}}?bin=1"),
    on("GET /api/forms/{form}/records/{record_id}/history", f"{RECORD}/history"),
    on("POST /api/forms/{form}/pick", f"{EMP}/pick", {"field": "dept"}, **FORM),
    on("POST /api/forms/{form}/preview", f"{EMP}/preview", {"set": {"name": "x", "dept": "{dept}"}}, **FORM),
    on("POST /api/forms/{form}/preview", f"{EMP}/preview", {"id": "{emp}", "version": 2, "set": {"name": "x"}}),
    on("POST /api/forms/{form}/records", f"{EMP}/records", {"records": [{"set": {"name": "neu", "dept": "{dept}"}}]}, other=(200,), **WRITE),
    on("PATCH /api/forms/{form}/records", f"{EMP}/records", CHANGE, **WRITE),
    on("PATCH /api/forms/{form}/records", f"{EMP}/records", {**CHANGE, "each": True}, nobody=(200,), other=(200,), key=(403,)),
    on("POST /api/forms/{form}/restore", f"{EMP}/restore", {"ids": ["{gone}"]}, **WRITE),
    on("POST /api/forms/{form}/purge", f"{EMP}/purge", {"ids": ["{gone2}"]}, **ADMIN),
    on("GET /api/forms/{form}/records/{record_id}/stages", f"{RECORD}/stages"),
    on("GET /api/forms/{form}/records/{record_id}/stages", f"{EMP}/records/{{gone}}/stages"),
    on("GET /api/stage-tasks", "/api/stage-tasks", **ANY),
    on("GET /api/inbox", "/api/inbox?which=sent", **ANY),
    on("GET /api/delegations", "/api/delegations", **ANY),
    on("POST /api/delegations", "/api/delegations", {"delegate": "{mine}", "to": "2000-01-01"}, nobody=(422,), other=(422,), key=(403,), admin=422),
    on("DELETE /api/delegations/{delegation_id}", "/api/delegations/{emp}", nobody=(404,), **WRITE, admin=404),
    on("GET /api/inbox/counts", "/api/inbox/counts", **ANY),
    on("GET /api/forms/{form}/records/{record_id}/flows", f"{RECORD}/flows"),
    on("GET /api/flows/{flow}/preview/{record_id}", "/api/flows/hr.none/preview/{emp}", nobody=(404,), admin=404),
    on("POST /api/flows/{flow}/instances", "/api/flows/hr.none/instances", {"record": "{emp}"}, nobody=(404,), **WRITE, admin=404),
    on("POST /api/flows/{flow}/instances/batch", "/api/flows/hr.none/instances/batch", {"records": ["{emp}"]}, nobody=(404,), **WRITE, admin=404),
    on("GET /api/instances/{instance_id}", "/api/instances/{emp}", nobody=(404,), admin=404),
    on("GET /api/tasks/{task_id}", "/api/tasks/{emp}", nobody=(404,), admin=404),
    on("POST /api/tasks/{task_id}/preview", "/api/tasks/{emp}/preview", {"set": {}}, nobody=(404,), admin=404),
    on("POST /api/tasks/{task_id}/pick", "/api/tasks/{emp}/pick", {"field": "x"}, nobody=(404,), admin=404),
    on("POST /api/tasks/{task_id}/{act}", "/api/tasks/{emp}/approve", {}, nobody=(404,), **WRITE, admin=404),
    on("POST /api/tasks/{task_id}/signature", "/api/tasks/{emp}/signature", {}, nobody=(404,), **WRITE, admin=404),
    on("GET /api/instances/{instance_id}/signatures/{file_id}", "/api/instances/{emp}/signatures/{emp}", nobody=(404,), admin=404),
    on("POST /api/tasks/batch", "/api/tasks/batch", {"tasks": [{"task": "{emp}"}]}, nobody=(200,), other=(200,), **WRITE),
    on("POST /api/instances/{instance_id}/{act}", "/api/instances/{emp}/withdraw", {}, nobody=(404,), **WRITE, admin=404),
    on("POST /api/instances/{instance_id}/read", "/api/instances/{emp}/read", {}, nobody=(200,), other=(200,), **WRITE),
    on("GET /api/forms/{form}/records/{record_id}/buttons", f"{EMP}/records/{{gone}}/buttons"),
    on("POST /api/forms/{form}/records/{record_id}/buttons/{rule}", f"{RECORD}/buttons/hr.none", {}, nobody=(404,), other=(404,), **WRITE, admin=404),
    on("POST /api/stage-tasks/{task}", "/api/stage-tasks/{task}", {"act": "done"}, **WRITE),
    on("GET /api/forms/{form}/records/{record_id}/comments", f"{EMP}/records/{{gone}}/comments", admin=200),
    on("POST /api/forms/{form}/records/{record_id}/comments", f"{EMP}/records/{{gone}}/comments", {"text": "x"}, **WRITE),
    on("DELETE /api/forms/{form}/records/{record_id}/comments/{comment_id}", f"{RECORD}/comments/{{comment}}", **WRITE),
    on("GET /api/forms/{form}/records/{record_id}/files/{file_id}", f"{RECORD}/files/{{file}}"),
    on("GET /api/forms/{form}/records/{record_id}/files/{file_id}", f"{EMP}/records/new/files/{{file}}", admin=404),
    on("GET /api/forms/{form}/records/{record_id}/files/{file_id}", f"{EMP}/records/{{mine}}/files/{{file}}", admin=404),
    on("GET /api/forms/{form}/views", f"{EMP}/views", **FORM),
    on("POST /api/forms/{form}/views", f"{EMP}/views", VIEW, other=(200,), **WRITE),
    on("PUT /api/forms/{form}/views/{view_id}", f"{EMP}/views/{{view}}", VIEW, **WRITE, admin=404),
    on("DELETE /api/forms/{form}/views/{view_id}", f"{EMP}/views/{{view}}", **WRITE, admin=404),
    sending("POST /api/files", "/api/files?form=hr.emp&field=cv", other=(200,), **WRITE),
    sending("POST /api/sheets", "/api/sheets?form=hr.emp", other=(200,), **WRITE),
    sending("POST /api/sheets", "/api/sheets", nobody=(403,), other=(200,), **WRITE),
    on("POST /api/forms/{form}/import", f"{EMP}/import", {"sheet_file": "{sheet}", "mapping": [{"column": 0, "path": "name"}]}, **WRITE, admin=404),
    on("POST /api/forms/{form}/export", f"{EMP}/export", {"columns": ["name", "note"], "format": "csv"}, other=(200,), key=(200,)),
    on("GET /api/jobs/{job_id}", "/api/jobs/{job}", nobody=(404,)),
    on("GET /api/jobs/{job_id}/report", "/api/jobs/{job}/report", nobody=(404,)),
    on("DELETE /api/jobs/{job_id}", "/api/jobs/{job}", nobody=(404,), **WRITE),
    on("POST /api/apps/new-from-sheet", "/api/apps/new-from-sheet", {"sheet_file": "{sheet}"}, **ADMIN, admin=422),
    on("GET /api/balances", "/api/balances", **ANY),
    on("GET /api/balances/{balance}", PAID, **FORM),
    on("POST /api/balances/{balance}/query", f"{PAID}/query", {"columns": ["dept", "heads"], "count": True}, **FORM),
    on("POST /api/balances/{balance}/query", f"{PAID}/query", {"columns": ["total"]}, other=(422,), key=(422,)),
    on("POST /api/balances/{balance}/query", f"{PAID}/query", {"columns": ["heads"], "period": {}}, nobody=(404,), other=(403,), key=(403,)),
    on("POST /api/balances/{balance}/pick", f"{PAID}/pick", {"field": "dept"}, **FORM),
    on("POST /api/balances/{balance}/export", f"{PAID}/export", {"columns": ["dept", "heads"], "format": "csv"}, **FORM),
    on("POST /api/balances/{balance}/ledger", f"{PAID}/ledger", {"id": "{paid}"}, **FORM),
    on("POST /api/balances/{balance}/ledger", f"{PAID}/ledger", {"id": "{paid}", "period": {"from": "2020-01-01"}}, nobody=(404,), other=(403,), key=(403,)),
    on("POST /api/balances/{balance}/ledger/export", f"{PAID}/ledger/export", {"id": "{paid}", "format": "csv"}, **FORM),
    on("GET /api/organisation", "/api/organisation", **ADMIN),
    on("GET /api/holidays/{year}", "/api/holidays/2026", **ANY),
    on("PUT /api/holidays/{year}", "/api/holidays/2026", {"days": []}, **ADMIN),
    on("GET /api/definition-changes", "/api/definition-changes", **ADMIN),
    on("GET /api/definition-changes/{change_id}", "/api/definition-changes/{job}", **ADMIN, admin=404),
    on("DELETE /api/definition-changes/{change_id}", "/api/definition-changes/{job}", **ADMIN, admin=404),
    on("GET /api/formulas", "/api/formulas", **ANY),
    on("GET /api/formulas/{form}", "/api/formulas/hr.emp", **FORM),
    on("POST /api/formulas/{form}/check", "/api/formulas/hr.emp/check", {"text": "name"}, **FORM),
    on("POST /api/formulas/{form}/try", "/api/formulas/hr.emp/try", {"text": "name", "record": "{emp}"}, **ADMIN),
    on("GET /api/rules/{form}", "/api/rules/hr.emp", **ADMIN),
    on("POST /api/rules/{form}/plan", "/api/rules/hr.emp/plan", {"add": [{"what": "check", "need": "TRUE"}]}, **ADMIN),
    on("GET /api/designs/{room}", "/api/designs/flows", **ADMIN),
    on("GET /api/designs/{room}/{name}", "/api/designs/forms/hr.emp", **ADMIN),
    on("POST /api/designs/{room}/{name}/plan", "/api/designs/forms/hr.emp/plan", {"data": None, "base": 0}, **ADMIN, admin=409),
    on("POST /api/designs/{room}/{name}/apply", "/api/designs/forms/hr.emp/apply", {"data": None, "base": 0}, **ADMIN, admin=409),
    on("POST /api/designs/{room}/{name}/names", "/api/designs/rules/hr.none/names", {"data": {}, "place": "when.if"}, **ADMIN, admin=404),
    on("POST /api/designs/{room}/{name}/check", "/api/designs/rules/hr.none/check", {"data": {}, "place": "when.if"}, **ADMIN, admin=404),
    on("POST /api/designs/{room}/{name}/try", "/api/designs/flows/hr.none/try", {"data": {}, "record": "{emp}", "person": "{emp}"}, **ADMIN, admin=422),
    on("GET /api/automations", "/api/automations", **ADMIN),
    on("GET /api/automations/{rule}/runs", "/api/automations/hr.none/runs", **ADMIN, admin=404),
    on("GET /api/automation-runs/{run_id}", "/api/automation-runs/1", **ADMIN, admin=404),
    on("POST /api/automation-runs/{run_id}/again", "/api/automation-runs/1/again", {"from": "start"}, **ADMIN, admin=409),
    on("POST /api/automation-runs/{run_id}/cancel", "/api/automation-runs/1/cancel", {}, **ADMIN, admin=404),
    on("POST /api/automations/{rule}/pause", "/api/automations/hr.none/pause", {}, **ADMIN, admin=404),
    on("POST /api/automations/{rule}/resume", "/api/automations/hr.none/resume", {}, **ADMIN, admin=404),
    on("POST /api/automations/{rule}/dry", "/api/automations/hr.none/dry", {"record": "{emp}"}, **ADMIN, admin=404),
    on("POST /api/automations/{rule}/hook", "/api/automations/hr.none/hook", {}, **ADMIN, admin=404),
    on("DELETE /api/automations/{rule}/hook", "/api/automations/hr.none/hook", **ADMIN, admin=404),
    on("GET /api/automations-picture", "/api/automations-picture", **ADMIN),
    on("GET /api/rule-secrets", "/api/rule-secrets", **ADMIN),
    on("PUT /api/rule-secrets/{name}", "/api/rule-secrets/erp", {"value": "x"}, **ADMIN),
    on("DELETE /api/rule-secrets/{name}", "/api/rule-secrets/none", **ADMIN, admin=404),
    on("POST /api/rules/{form}/apply", "/api/rules/hr.emp/apply", {"changes": []}, **ADMIN, admin=422),
    on("POST /api/members", "/api/members", {"name": "Neu", "login": "neu1"}, **ADMIN),
    on("PATCH /api/members/{member_id}", "/api/members/{member}", {"email": "b@example.com"}, **ADMIN),
    on("GET /api/members/{member_id}/tasks", "/api/members/{member}/tasks", **ADMIN),
    on("POST /api/members/{member_id}/password", "/api/members/{member}/password", {}, **ADMIN),
    on("POST /api/departments", "/api/departments", {"name": "Neu"}, **ADMIN),
    on("POST /api/departments/order", "/api/departments/order", {"parent": None, "ids": ["{department}"]}, **ADMIN, admin=409),
    on("PATCH /api/departments/{department_id}", "/api/departments/{department}", {"name": "Leer"}, **ADMIN),
    on("DELETE /api/departments/{department_id}", "/api/departments/{department}", **ADMIN),
    on("POST /api/forms/{form}/delete", f"{EMP}/delete", {"ids": ["{emp}"]}, **WRITE, admin=200),
    on("GET /api/live", "/api/live"),
    on("DELETE /api/session", "/api/session", nobody=(200,), other=(200,), **WRITE),
)  # fmt: skip
STREAMS = {"GET /api/live"}  # never ends for who is let in: tests/web/test_wire.py
