"""What nobody carries out yet is refused when a flow is published, so that no record waits for it."""

import pytest

from tombolo.flow.flows import charts_of
from tombolo.schema.build import build


@pytest.mark.parametrize(
    ("node", "codes"),
    [
        ({"node": "a", "approve": {"one": "submitter"}}, []),
        ({"node": "a", "approve": {"one": "submitter"}, "sign": True}, []),
        ({"node": "b", "auto": "x.rule"}, ["flow.not_yet"]),
        ({"node": "c", "sub": {"flow": "x.other", "wait": False}}, ["flow.not_yet"]),
    ],
)
def test_what_is_not_carried_out_is_refused(node, codes):
    one = {"node": "z", "approve": {"one": "submitter"}}
    catalog = build({
        "x/app": {"app": "x", "label": "X", "nav": ["doc"]},
        "x/forms/doc": {"label": "D", "fields": {"name": {"kind": "text", "label": "N"}}},
        "x/flows/other": {"form": "doc", "label": "O", "nodes": [one]},
        "x/flows/main": {"form": "doc", "label": "M", "nodes": [node, one]},
    })  # fmt: skip
    _, problems = charts_of(catalog)
    assert [problem.code for problem in problems] == codes
