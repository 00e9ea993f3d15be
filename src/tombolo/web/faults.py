"""Faults to answers: status, code, words. Here and nowhere else HTTP meets them."""

from collections.abc import Mapping

from tombolo.base.errors import Broken, Busy, Conflict, Denied, Fault, Invalid, Missing
from tombolo.web.words import say, say_problem

STATUS: Mapping[type[Fault], int] = {
    Invalid: 422,
    Denied: 403,
    Missing: 404,
    Conflict: 409,
    Busy: 503,
    Broken: 500,
}
BY_CODE: Mapping[str, int] = {
    "auth.signed_out": 401,
    "auth.wrong": 401,
    "auth.wrong_code": 401,
    "auth.challenge_over": 401,
    "rule.unsigned": 401,
    "rule.signed_then": 401,
    "rule.body_kind": 415,
    "auth.too_many": 429,
    "auth.code_later": 429,
    "fault.too_many": 429,
    "json.bad": 400,
    "web.not_json": 400,
    "web.too_large": 413,
    "file.too_large": 413,
    "web.method": 405,
}


def status(fault: Fault) -> int:
    """The HTTP status of a fault."""
    return BY_CODE.get(fault.code) or STATUS.get(type(fault), 500)


def body(fault: Fault, language: str) -> dict[str, object]:
    """The answer's body, as docs/api.md says."""
    return {
        "code": fault.code,
        "message": say(fault.code, language, fault.values),
        "place": fault.place,
        "because": list(fault.because),
        "problems": [
            {
                "code": one.code,
                "place": one.place,
                "message": say_problem(one, language),
                "values": {k: v for k, v in one.values.items() if k in {"start", "end", "near"}},
            }
            for one in fault.problems
        ],
        **({"stale": dict(fault.more)} if fault.more else {}),
    }
