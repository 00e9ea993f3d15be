"""Forms whose records go through approvals: what such a form has more than others.

Flows are read on their own floor (`flow/`); here only the name of their form counts, because a
table needs its column and every writer needs the lock, whoever runs the flow.
"""

from collections.abc import Mapping
from dataclasses import replace

from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.kinds.choice import Choice
from tombolo.schema.kinds.option import Option
from tombolo.schema.label import Label
from tombolo.schema.system import FLOW_STATE

# The state of the record's latest instance; blank when it was in none.
STATE = Field(
    FLOW_STATE,
    Label("审批状态", "Approval"),
    Choice((
        Option("running", Label("审批中", "In approval"), "blue"),
        Option("returned", Label("已退回", "Returned"), "orange"),
        Option("incident", Label("待管理员处理", "Needs an administrator"), "red"),
        Option("suspended", Label("已挂起", "Suspended"), "yellow"),
        Option("approved", Label("已通过", "Approved"), "green"),
        Option("rejected", Label("已拒绝", "Rejected"), "red"),
        Option("withdrawn", Label("已撤回", "Withdrawn"), "gray"),
        Option("terminated", Label("已终止", "Terminated"), "gray"),
    )),
    system=True,
)  # fmt: skip
# While it stands so, people decide about what they see: nobody else moves it under their eyes.
HELD = 'flow_state IN ("running", "suspended", "incident")'
# What was returned may be changed and not deleted: its approval is not over (E19).
RETURNED = 'flow_state = "returned"'
SAY = {"zh": "审批进行中，记录已锁定", "en": "it is in approval"}


def forms_in(files: Mapping[str, Mapping[str, object]]) -> frozenset[str]:
    """The forms that some flow's file names."""
    found: set[str] = set()
    for path, data in files.items():
        app, _, rest = path.partition("/")
        form = data.get("form")
        if rest.startswith("flows/") and isinstance(form, str):
            found.add(form if "." in form else f"{app}.{form}")
    return frozenset(found)


def flowed(form: Form) -> Form:
    """The form with its state of approval."""
    return replace(form, every={**form.every, STATE.key: STATE})
