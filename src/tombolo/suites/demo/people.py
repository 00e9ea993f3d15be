"""凯文界面科学仪器（演示）: 25 people in seven departments, and two who left."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID

from tombolo.access import directory, sessions
from tombolo.access.people import Department, Member
from tombolo.pg.pool import Pool
from tombolo.suites.demo.chance import Chance

PASSWORD = "tombolo-demo"  # noqa: S105 - documented: everybody of the demo has it
COMPANY = "凯文界面科学仪器(上海)有限公司"
ADMINISTRATOR = "luxiaowen"
LAST = "yuyang"  # signed off as the last step of a load


@dataclass(frozen=True, slots=True)
class Person:
    login: str
    name: str
    department: str
    roles: tuple[str, ...]
    heads: str = ""  # the department this person leads
    left_ago: int = 0  # days before the end of the story; 0: still here
    region: str = ""  # of sales


DEPARTMENTS: Mapping[str, str] = {
    "总经办": "", "销售部": "", "华东组": "销售部", "华北组": "销售部", "华南西部组": "销售部",
    "市场部": "", "应用技术部": "", "售后服务部": "", "供应链部": "", "财务部": "",
}  # fmt: skip
PEOPLE: tuple[Person, ...] = (
    Person("zhouqiming", "周启明", "总经办", ("gm",), "总经办"),
    Person(ADMINISTRATOR, "陆晓雯", "总经办", ()),
    Person("hezhiyuan", "何志远", "销售部", ("sales_director",), "销售部"),
    Person("guwenbo", "顾文博", "华东组", ("sales_head",), "华东组", region="east"),
    Person("wanglin", "王琳", "华东组", ("sales_rep",), region="east"),
    Person("shenjiayi", "沈佳怡", "华东组", ("sales_rep",), region="east"),
    Person("xuhaoran", "徐浩然", "华东组", ("sales_rep",), region="east"),
    Person("zhaolixin", "赵立新", "华北组", ("sales_head",), "华北组", region="north"),
    Person("sunyue", "孙悦", "华北组", ("sales_rep",), region="north"),
    Person("huangjiaming", "黄家明", "华南西部组", ("sales_head",), "华南西部组", region="south"),
    Person("luojing", "罗静", "华南西部组", ("sales_rep",), region="south"),
    Person("yangfan", "杨帆", "市场部", ("marketing",), "市场部"),
    Person("linke", "林可", "市场部", ("marketing",)),
    Person("zhengsiyuan", "郑思远", "应用技术部", ("app_head",), "应用技术部"),
    Person("fengyutong", "冯雨桐", "应用技术部", ("app_engineer",)),
    Person("chengliang", "程亮", "应用技术部", ("app_engineer",)),
    Person("majianjun", "马建军", "售后服务部", ("service_head",), "售后服务部"),
    Person("gaofeng", "高峰", "售后服务部", ("service_engineer",)),
    Person("tanglei", "唐磊", "售后服务部", ("service_engineer",)),
    Person("handong", "韩冬", "售后服务部", ("service_engineer",)),
    Person("xiemin", "谢敏", "供应链部", ("trade",), "供应链部"),
    Person("dengli", "邓丽", "供应链部", ("purchaser",)),
    Person("caogang", "曹刚", "供应链部", ("keeper",)),
    Person("penghui", "彭慧", "财务部", ("finance_head",), "财务部"),
    Person("lvxin", "吕欣", "财务部", ("finance",)),
    Person("jiangtao", "蒋涛", "华东组", ("sales_rep",), left_ago=1126, region="east"),
    Person("yuyang", "余洋", "华南西部组", ("sales_rep",), left_ago=487, region="south"),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who may own what."""

    ids: Mapping[str, str]

    def id(self, login: str) -> str:
        return self.ids[login]

    def seller(self, chance: Chance, region: str, day: date | None = None) -> str:
        """The id of a salesperson of the region; on an early day perhaps of one who left since."""
        shares = {
            one.login: 0.5 if one.heads else 1.0
            for one in PEOPLE
            if one.region == region
            and (not one.left_ago or (day is not None and day <= chance.ago(one.left_ago)))
        }
        return self.ids[chance.weighted(shares)]

    def those(self, role: str) -> list[str]:
        return [self.ids[one.login] for one in PEOPLE if role in one.roles and not one.left_ago]


def staff(chance: Chance) -> Staff:
    """Everybody under an id of the seed."""
    at = _opening(chance)
    return Staff({one.login: chance.id(at) for one in PEOPLE})


def _opening(chance: Chance) -> datetime:
    return datetime.combine(chance.start, time(), UTC)


async def settle(pool: Pool, everybody: Staff, chance: Chance) -> None:
    """Departments, people with their password, heads."""
    at = _opening(chance)
    async with pool.read() as tx:
        there = {member.login for member in (await directory.organisation(tx)).members}
    made = {name: Department(UUID(chance.id(at)), name) for name in DEPARTMENTS}
    async with pool.write() as tx:
        for position, (name, parent) in enumerate(DEPARTMENTS.items()):
            above = made[parent].id if parent else None
            made[name] = replace(made[name], parent=above, position=position)
            await directory.save_department(tx, made[name])

    async def settle_one(one: Person) -> None:
        department = made[one.department].id
        member = Member(
            UUID(everybody.id(one.login)), one.name, one.login,
            f"{one.login}@kelvin.example", active=True,
            department=department, departments=(department,), roles=one.roles,
            is_admin=one.login == ADMINISTRATOR, created_at=at,
        )  # fmt: skip
        await sessions.add_with_password(pool, member, PASSWORD, must_change=False, now=at)

    fresh = [one for one in PEOPLE if one.login not in there]
    # The administrator comes first: a house is never without one.
    for one in fresh:
        if one.login == ADMINISTRATOR:
            await settle_one(one)
    await asyncio.gather(*(settle_one(one) for one in fresh if one.login != ADMINISTRATOR))
    async with pool.write() as tx:
        for one in PEOPLE:
            if one.heads:
                head = UUID(everybody.id(one.login))
                await directory.save_department(tx, replace(made[one.heads], head=head))


async def farewell(pool: Pool, everybody: Staff, chance: Chance) -> None:
    """Those who left are signed off, after their records are there."""
    async with pool.write() as tx:
        for one in PEOPLE:
            if one.left_ago:
                at = datetime.combine(chance.ago(one.left_ago), time(), UTC)
                await directory.deactivate(tx, UUID(everybody.id(one.login)), at)
