"""Messages: a code and values become a sentence in Chinese or English.

Each room keeps its own literal table of the same shape and says it with `sentence`; here stand the
codes of base, pg, access and runtime. Nothing is merged at import: who shows messages (the web
room) names the tables in order.
"""

import re
from collections.abc import Mapping
from typing import cast

Templates = Mapping[str, tuple[str, str]]
LANGUAGES = ("zh", "en")
_BLANK = re.compile(r"\{([a-z_][a-z0-9_]*)\}")

MESSAGES: Templates = {
    "fault.unknown": ("出错了（{code}）", "Something went wrong ({code})"),
    "fault.broken": ("系统内部错误，请把编号 {number} 告诉管理员", "An error of ours. Please quote number {number} to the administrator"),
    "fault.missing": ("找不到这条内容，或者您没有权限查看", "This does not exist, or you may not see it"),
    "fault.denied": ("您没有权限这样做", "You may not do this"),
    "fault.conflict": ("内容已被他人修改，请刷新后再试", "Somebody else changed this meanwhile; reload and try again"),
    "fault.busy": ("系统繁忙，请稍后再试", "Busy at the moment; please try again"),
    "fault.invalid": ("填写的内容有误", "What was sent is not right"),
    "fault.too_large": ("内容超过 {most}", "Larger than {most}"),
    "fault.too_many": ("请求太频繁，请 {seconds} 秒后再试", "Too many requests; try again in {seconds} seconds"),
    "json.bad": ("不是有效的 JSON：{detail}", "Not valid JSON: {detail}"),
    "number.bad": ("请填写数字", "Please enter a number"),
    "number.exponent": ("请填写不带指数的数字", "Please write the number without an exponent"),
    "number.too_long": ("数字不能超过 {most} 位", "A number has at most {most} digits"),
    "sql.bad_name": ("内部名称不合规则：{name}", "Internal name is not allowed: {name}"),
    "sql.bad_type": ("内部类型不合规则：{name}", "Internal type is not allowed: {name}"),
    "sql.bad_literal": ("内部文本不合规则：{name}", "Internal text is not allowed: {name}"),
    "sql.bad_operator": ("内部运算符不合规则：{name}", "Internal operator is not allowed: {name}"),
    "sql.bad_value": ("数据格式或范围不对：{detail}", "A value has the wrong form or range: {detail}"),
    "sql.broken": ("数据库报错：{detail}", "The database reports: {detail}"),
    "sql.check": ("数据不符合规则 {constraint_name}", "The data breaks the rule {constraint_name}"),
    "sql.foreign_key": ("关联的数据不存在，或仍被引用（{constraint_name}）", "A linked record is missing or still in use ({constraint_name})"),
    "sql.not_null": ("{column_name} 不能为空", "{column_name} must not be blank"),
    "sql.unique": ("已有相同的数据（{constraint_name}）", "The same data exists already ({constraint_name})"),
    "sql.not_allowed": ("数据库拒绝了这个操作：{detail}", "The database refuses this: {detail}"),
    "sql.too_complex": ("条件太复杂，请简化后再试", "Too complex; please simplify"),
    "sql.rolled_back": ("保存没有成功，已全部撤销", "Nothing was saved; everything was rolled back"),
    "sql.newer_database": ("数据库比本程序新（含 {name}），请升级程序", "The database is newer than this program (it has {name}); upgrade the program"),
    "sql.migration_changed": ("已执行过的迁移 {name} 内容被改动，拒绝启动", "Migration {name} was changed after it ran; refusing to start"),
    "sql.migration_twice": ("两个迁移使用了同一编号", "Two migrations share a number"),
    "busy.locked": ("有人正在修改同一数据，请稍后再试", "Somebody is changing the same data; try again"),
    "busy.deadlock": ("与其他操作冲突，请再试一次", "This collided with another change; try again"),
    "busy.serialization": ("与其他操作冲突，请再试一次", "This collided with another change; try again"),
    "busy.schema_changed": ("表单刚刚被修改，请再试一次", "The form has just been changed; try again"),
    "busy.too_slow": ("查询时间太长，请缩小范围", "This takes too long; please narrow it down"),
    "busy.connection": ("数据库连接中断，请稍后再试", "The connection to the database was lost; try again"),
    "busy.no_connection": ("系统繁忙，请稍后再试", "All connections are in use; try again"),
    "busy.no_resources": ("数据库资源不足，请稍后再试", "The database is out of resources; try again later"),
    "busy.disk_full": ("磁盘空间不足，请联系管理员", "The disk is full; tell the administrator"),
    "busy.read_only": ("系统处于只读状态", "The system is read-only at the moment"),
}  # fmt: skip

CODES = frozenset(MESSAGES)


def say(code: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """The message of this table; a code that nobody knows still says something."""
    return sentence(MESSAGES, code, language, values or {})


def sentence(templates: Templates, code: str, language: str, values: Mapping[str, object]) -> str:
    """The message in `language` (English only for "en"), its blanks filled."""
    zh_en = templates.get(code)
    if zh_en is None:
        zh_en, values = MESSAGES["fault.unknown"], {"code": code}
    return fill(zh_en[language == "en"], values, language)


def fill(template: str, values: Mapping[str, object], language: str = "zh") -> str:
    """{name} becomes its value; a value {zh, en} is said in the language; unknown blanks go empty.

    Only whole names count: a template of a user cannot reach into a value as str.format would.
    """
    return _BLANK.sub(lambda match: _show(values.get(match[1]), language), template)


def blanks(template: str) -> frozenset[str]:
    """The names of a template's blanks."""
    return frozenset(_BLANK.findall(template))


def _show(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        both = cast("Mapping[str, object]", value)
        return str(both.get(language) or both.get("zh") or "")
    return "" if value is None else str(value)
