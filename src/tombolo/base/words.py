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
    "busy.migrating": ("系统正在升级数据库，请稍后再试", "The database is being upgraded; try again in a moment"),
    "busy.read_only": ("系统处于只读状态", "The system is read-only at the moment"),
    "auth.wrong": ("账号或密码不正确", "The account or the password is wrong"),
    "auth.wrong_old": ("原密码不正确", "The old password is wrong"),
    "auth.wrong_password": ("密码不正确", "The password is wrong"),
    "auth.too_many": ("尝试次数过多，请 {seconds} 秒后再试", "Too many tries; wait {seconds} seconds"),
    "auth.signed_out": ("登录已失效，请重新登录", "You are signed out; please sign in again"),
    "auth.must_change_password": ("请先修改初始密码", "Please change your first password"),
    "auth.wrong_code": ("验证码不正确或已用过", "The code is wrong or was used before"),
    "auth.code_later": ("验证码输错次数过多，请 {seconds} 秒后再试，或使用恢复码", "Too many wrong codes; wait {seconds} seconds, or use a recovery code"),
    "auth.challenge_over": ("等待时间过长或尝试过多，请重新输入密码", "It took too long or too many tries; enter the password again"),
    "auth.second_step_anew": ("刚刚在别处重新开始了设置，请再扫一次码", "The set-up was begun anew elsewhere; scan again"),
    "auth.second_step_none": ("尚未开启两步验证", "There is no two-step sign-in"),
    "auth.second_step_demanded": ("公司要求两步验证，不能关闭", "The company demands two-step sign-in; it cannot be turned off"),
    "auth.second_step_own": ("自己的两步验证请用密码和验证码关闭", "Turn off your own two-step sign-in with your password and a code"),
    "auth.second_step_who": ("两步验证的要求只能是 {words} 之一", "Who must have a second step is one of {words}"),
    "vault.wrong_key": ("这台服务器的密钥已变更，原有的两步验证无法核对，请管理员重置", "This server's secret key has changed and the second step cannot be checked; an administrator must reset it"),
    "auth.password_short": ("密码至少 {least} 位", "A password has at least {least} characters"),
    "auth.password_long": ("密码最多 {most} 位", "A password has at most {most} characters"),
    "auth.password_is_login": ("密码不能与账号相同", "The password must not be the account's name"),
    "auth.password_common": ("密码过于常见，容易被猜到", "This password is too easy to guess"),
    "auth.password_same": ("新密码不能与原密码相同", "The new password must differ from the old one"),
    "auth.name": ("请填写名称，最多 {most} 个字", "A name is needed, of at most {most} characters"),
    "auth.login_signs": ("账号不能包含空格或控制字符", "An account has no spaces or control characters"),
    "auth.login_taken": ("账号已被使用", "This account is taken"),
    "auth.language": ("语言只能是 zh 或 en", "The language is zh or en"),
    "auth.email": ("邮箱格式不正确", "This is not an email address"),
    "auth.no_successor": ("接手的人不存在、已停用或就是离开的人，请另选一位", "Whoever takes over is not there, not active, or the one who leaves; choose somebody else"),
    "auth.no_member": ("找不到该成员", "There is no such member"),
    "auth.no_role": ("角色不存在", "There is no such role"),
    "auth.no_department": ("部门不存在", "There is no such department"),
    "auth.no_session": ("找不到该登录，可能已经结束", "There is no such session; it may have ended"),
    "auth.no_key": ("找不到该 API 密钥", "There is no such API key"),
    "auth.department_circle": ("上级部门不能是自己或自己的下级", "A department cannot stand below itself"),
    "auth.department_in_use": ("部门下还有成员或子部门", "The department still has members or departments below it"),
    "auth.department_order": ("部门刚刚有变动，请按最新的顺序再排一次", "The departments have just changed; order them again as they are now"),
    "auth.member_changed": ("其他管理员刚刚修改了此人", "Another administrator has just changed this person"),
    "auth.changed_to": ("其他管理员刚改为「{now}」，再次保存将以您的为准", "Another administrator has just made it “{now}”; saving again keeps yours"),
    "auth.last_administrator": ("至少要保留一位管理员", "One administrator must remain"),
    "auth.scopes": ("权限范围只能从 {scopes} 中选择", "Scopes are chosen from {scopes}"),
    "auth.scope": ("该 API 密钥没有「{scope}」权限", "This API key does not have the scope “{scope}”"),
    "auth.key_life": ("有效期必须在今后 {days} 天以内", "A key ends within the next {days} days"),
    "config.invalid": ("设置有误", "The settings are not right"),
    "config.unknown": ("没有名为 {name} 的设置", "There is no setting {name}"),
    "config.unreadable": ("无法读取设置文件：{detail}", "The settings file cannot be read: {detail}"),
    "config.text": ("应为文本", "must be text"),
    "config.path": ("应为文件夹路径", "must be the path of a folder"),
    "config.number": ("应为 {least} 到 {most} 的整数", "must be a whole number from {least} to {most}"),
    "config.switch": ("应为 true 或 false", "must be true or false"),
    "config.one_of": ("只能是：{words}", "must be one of: {words}"),
    "config.zone": ("没有时区 {given}", "There is no time zone {given}"),
    "config.schema": ("应为小写字母、数字和下划线，以字母开头", "must be lower-case letters, digits and underscores, a letter first"),
    "config.web_address": ("应为 http:// 或 https:// 开头的地址", "must be an address that begins with http:// or https://"),
    "config.database": ("应以 postgresql:// 开头", "must begin with postgresql://"),
    "config.networks": ("应为网络地址，例如 10.0.0.0/8", "must be networks such as 10.0.0.0/8"),
    "config.smtp_from": ("填写了 smtp_host，还须填写发件地址 smtp_from", "smtp_host is set, so smtp_from must say where mail comes from"),
    "config.secret": ("密钥为空、过短或过于简单，拒绝启动（至少 {least} 个字符的随机文本）", "is empty, short or simple; refusing to start (at least {least} characters made by chance)"),
    "config.secret_file": ("文件 {path} 里没有密钥，拒绝启动：请从备份放回它；要换新密钥请先移走该文件，已开启的两步验证须由管理员重置", "{path} holds no key; refusing to start: put it back from a backup. For a new key move the file away; second steps must then be reset by an administrator"),
    "config.password": ("密码为空、过短或过于常见，拒绝启动（至少 {least} 位）", "is empty, short or common; refusing to start (at least {least} characters)"),
    "runtime.no_embedded_server": ("此系统不支持内置数据库，请设置 database_url", "There is no embedded database on this system; set database_url"),
    "runtime.no_wheel": ("缺少数据库程序包 {wheel}", "The package {wheel} with the database is missing"),
    "runtime.no_binaries": ("文件夹 {folder} 中没有 postgres 程序", "There is no postgres program in {folder}"),
    "runtime.initdb": ("数据库初始化失败：{detail}", "The database could not be made: {detail}"),
    "runtime.postgres_start": ("数据库启动失败：{detail}", "The database did not start: {detail}"),
    "runtime.postgres_stop": ("数据库未能及时停止", "The database did not stop in time"),
    "runtime.recovering": ("数据库正在恢复，请稍候……", "The database is recovering; please wait …"),
    "runtime.socket_folder": ("文件夹 {folder} 属于别人，拒绝使用", "The folder {folder} belongs to somebody else; refusing to use it"),
    "runtime.already_running": ("已在运行：{address}", "Already running: {address}"),
    "runtime.port_taken": ("端口 {port} 已被占用，可用 --port 换一个", "Port {port} is in use; choose another with --port"),
    "runtime.old_server": ("数据库版本 {version} 太旧，需要 16 或更高", "The database is version {version}; 16 or newer is needed"),
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
