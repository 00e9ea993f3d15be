"""A flow as plain data: what it becomes, and what is wrong with it, with its place."""

import io

from ruamel.yaml import YAML

from tombolo.flow import chart as c
from tombolo.flow.check import refusals, warnings
from tombolo.flow.read import flow_of
from tombolo.schema.build import build

FILES = {
    "crm/app": {"app": "crm", "label": "CRM"},
    "crm/forms/quotation": {
        "form": "quotation", "label": "Q", "title": "{name}",
        "fields": {
            "name": {"kind": "text", "label": "n"}, "amount": {"kind": "number", "label": "a"},
            "boss": {"kind": "member", "label": "b"}, "dep": {"kind": "department", "label": "d"},
        },
    },
}  # fmt: skip
TEXT = """
flow: q
form: quotation
label: {zh: 报价审批, en: Approval}
submit: {when: 'amount > 0', who: update}
policies: {self: superior, resubmit: chooser, admin: role(sysadmin)}
nodes:
  - parallel:
      - - node: tech
          approve: {any: role(app_head)}
          edit: [amount]
          require: [amount]
      - - {node: own, when: amount > 5, handle: {one: boss}}
  - {node: l1, approve: {vote: {people: [head(dep), "person(wang)"], need: 2/3}}, due: {after: 2d, then: remind}, return: {to: any, mode: jump}}
  - choose: [{when: 'amount > 1000', do: [{node: gm, approve: {seq: heads(3)}, reject: l1}]}, {else: []}]
  - copy: role(finance)
ends: {approved: {set: {name: '"done"'}}}
"""


def read(text):
    catalog = build(FILES)
    assert catalog.problems == ()
    scopes = {name: card.scope for name, card in catalog.cards.items()}
    return flow_of("crm", "q", YAML(typ="safe").load(io.StringIO(text)), scopes)


def told(text):
    return [(one.code, one.place) for one in read(text)[1]]


FIELDS = ("name", "amount", "boss", "dep")
ROLES = ("app_head", "finance", "sysadmin")


def test_a_whole_flow():
    chart, problems = read(TEXT)
    assert problems == ()
    assert chart.human("tech").mode == "any"
    assert chart.human("own").seats == (c.Seat(c.Value(3)),) or chart.human("own").kind == "handle"
    assert chart.human("l1").threshold == c.Threshold(2, 3)
    assert chart.human("gm").seats == (c.Seat(c.Heads(3)),)
    assert chart.effects["approved"][0].field == "name"
    assert refusals(chart, FIELDS, ROLES, ("wang",), {}) == []
    assert warnings(chart) == []


def test_problems_know_their_place():
    assert ("flow.mode", "crm/flows/q#nodes.1.approve") not in told(TEXT)
    codes = told(TEXT.replace("need: 2/3", "need: 5/3").replace("after: 2d", "after: soon"))
    assert codes == [
        ("flow.threshold", "crm/flows/q#nodes.1.approve.vote.need"),
        ("flow.span", "crm/flows/q#nodes.1.due.after"),
    ]
    assert [code for code, _ in told(TEXT.replace("{one: boss}", "{one: amount}"))] == [
        "flow.not_people"
    ]


def test_what_cannot_be_published():
    wrong = TEXT.replace(", {else: []}", "").replace("reject: l1", "reject: nowhere")
    wrong = wrong.replace("edit: [amount]", "edit: [price]").replace("role(app_head)", "role(none)")
    codes = {one.code for one in refusals(read(wrong)[0], FIELDS, ROLES, ("wang",), {})}
    assert codes == {"flow.no_else", "flow.no_node", "definition.unknown", "flow.require_closed"}
