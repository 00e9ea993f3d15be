"""What the access room says about rights."""

from tombolo.base.words import Templates

MESSAGES: Templates = {
    "auth.department_changed": ("其他管理员刚刚修改了此部门", "Another administrator has just changed this department"),
    "grant.denied": ("您没有这个权限（{form}：{verb}），如需要请联系管理员", "You may not do this ({form}: {verb}); ask an administrator if you need to"),
    "grant.hidden_key": ("聚合(余额)表的键不能隐藏：{name}；只能隐藏数值", "A key of a balance cannot be hidden: {name}; a measure can"),
    "grant.verb": ("没有「{name}」这种权限，可用：{verbs}", "There is no right “{name}”; there are: {verbs}"),
    "grant.who": ("看不懂「{name}」，可写 everyone、role(角色)、department(部门)", "Cannot read “{name}”; write everyone, role(key) or department(name)"),
}  # fmt: skip
