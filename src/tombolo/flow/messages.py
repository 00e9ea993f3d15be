"""What the flow room says."""

from tombolo.base.words import Templates

MESSAGES: Templates = {
    "flow.not_assignee": ("这条待办不是您的，或还没轮到您", "This task is not yours, or it is not your turn"),
    "flow.not_allowed": ("流程设置不允许这样做", "The flow does not allow this"),
    "flow.locked": ("审批中，不能修改：{fields}", "In approval; these cannot be changed: {fields}"),
    "flow.self_approval": ("发起人不能审批自己的申请", "The initiator may not approve the own request"),
    "flow.closed": ("这条待办已处理", "This task is already done"),
    "flow.state": ("流程当前状态为 {status}，不能这样做", "The flow is {status}; this is not possible now"),
    "flow.already_in_node": ("此人已在该节点中", "This person is in the node already"),
    "flow.nested": ("加签的人不能再次前后加签", "An added person cannot add people before or after"),
    "flow.stale": ("您查看后数据已被修改：{fields}", "Changed since you looked: {fields}"),
    "flow.ambiguous": ("您有多条待办，请指明是哪一条", "You have several tasks here; say which one"),
    "flow.target_invalid": ("不能退回或跳转到 {node}", "The flow cannot go to {node}"),
    "flow.target_self": ("不能退回或跳转到当前节点", "The flow stands at this node already"),
    "flow.target_ambiguous": ("上一步有多个节点，请选择其中一个", "There are several previous nodes; choose one"),
    "flow.limit": ("已达到上限 {most}", "The limit of {most} is reached"),
    "flow.too_often": ("催办太频繁，{minutes} 分钟内只能一次", "Reminders go out once in {minutes} minutes"),
    "flow.opinion_required": ("请填写审批意见", "An opinion is required"),
    "flow.opinion_long": ("审批意见最多 {most} 个字符", "An opinion has at most {most} characters"),
    "flow.signature_required": ("请手写签名", "A signature is required"),
    "flow.field_required": ("还有必填的内容", "Required fields are blank"),
    "flow.check": ("不符合该节点的要求", "The node's conditions are not met"),
    "flow.key_reuse": ("同一个幂等键用于了不同的操作", "The idempotency key was used for another act"),
    "flow.inactive": ("此人已停用", "This person is not active"),
    "flow.self": ("不能选择自己", "This cannot be yourself"),
    "flow.no_department": ("请选择发起部门", "Choose the initiating department"),
    "flow.choose_people": ("请为节点 {node} 选择人员", "Choose the people of node {node}"),
    "flow.not_found": ("找不到这个流程，或者您没有权限查看", "There is no such flow, or you may not see it"),
    "flow.invariant": ("审批数据不一致：规则 {rule}，{row}", "Approval data are inconsistent: rule {rule}, {row}"),
}  # fmt: skip
