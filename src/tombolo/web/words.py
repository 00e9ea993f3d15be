"""Every message there is: the rooms' tables in order, and the web's own."""

from collections.abc import Mapping

from tombolo.access import messages as access_messages
from tombolo.automation import messages as automation_messages
from tombolo.automation.notices import messages as notices_messages
from tombolo.base import words
from tombolo.base.problems import Problem
from tombolo.base.words import Templates
from tombolo.flow import messages as flow_messages
from tombolo.records import messages as records_messages
from tombolo.records.sheets import messages as sheets_messages
from tombolo.schema import condition as formula_messages
from tombolo.schema import messages as schema_messages
from tombolo.suites import messages as suites_messages

OWN: Templates = {
    "auth.signed_out": ("请先登录", "Please sign in"),
    "auth.no_header": ("请求缺少 X-Tombolo，可能来自别的网站，已拒绝", "The header X-Tombolo is missing; the request may come from another site"),
    "auth.must_change": ("请先修改初始密码", "Change the initial password first"),
    "auth.must_add_second_step": ("公司要求两步验证，请先设置", "The company demands two-step sign-in; set it up first"),
    "auth.person_only": ("这件事只能本人登录后做，不能用 API 密钥", "Only the person may do this, signed in; not an API key"),
    "auth.admin_only": ("只有管理员可以这样做", "Only administrators may do this"),
    "web.no_such_page": ("没有这个地址", "There is nothing at this address"),
    "web.method": ("这个地址不接受这种请求", "This address does not take such a request"),
    "web.not_json": ("请求内容应为 JSON 对象", "The body must be a JSON object"),
    "web.too_large": ("内容超过 {most} MB，请压缩或分开发送", "More than {most} MB at once; send it in parts"),
    "web.bad_id": ("编号不对", "Not a valid id"),
    "web.broken": ("系统内部错误，请把编号 {number} 告诉管理员", "An error of ours. Please quote number {number}"),
}  # fmt: skip

TABLES: tuple[Templates, ...] = (
    words.MESSAGES,
    formula_messages.MESSAGES,
    schema_messages.MESSAGES,
    access_messages.MESSAGES,
    records_messages.MESSAGES,
    sheets_messages.MESSAGES,
    flow_messages.MESSAGES,
    automation_messages.MESSAGES,
    notices_messages.MESSAGES,
    suites_messages.MESSAGES,
    OWN,
)


def say(code: str, language: str, values: Mapping[str, object]) -> str:
    """The message of whichever room knows the code."""
    for table in reversed(TABLES):
        if code in table:
            return words.sentence(table, code, language, values)
    return words.sentence(words.MESSAGES, code, language, values)


def say_problem(problem: Problem, language: str) -> str:
    """A problem's own words, or those of its code."""
    if problem.say:
        text = problem.say.get(language) or problem.say.get("zh") or ""
        if text:
            return words.fill(text, problem.values, language)
    return say(problem.code, language, problem.values)
