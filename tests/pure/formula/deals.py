"""A small world to write formulas in: a deal with its customer, owner, lines and orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tombolo.formula.scope import Meaning, Sums
from tombolo.formula.types import (
    BOOLEAN,
    DATE,
    DEPARTMENT,
    MOMENT,
    NUMBER,
    PERSON,
    TEXT,
    TIME,
    Type,
    list_of,
    reference,
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """A Scope made of a literal."""

    form: str
    meanings: tuple[Meaning, ...]
    behind: dict[str, "Names"] = field(default_factory=dict)

    def find(self, name: str) -> Meaning | None:
        for meaning in self.meanings:
            if meaning.key == name:
                return meaning
        labelled = [m for m in self.meanings if m.label == name]
        return labelled[0] if len(labelled) == 1 else None

    def names(self) -> Sequence[str]:
        return [name for meaning in self.meanings for name in (meaning.key, meaning.label)]

    def through(self, name: str) -> "Names":
        meaning = self.find(name)
        assert meaning
        return self.behind[meaning.key]

    def around(self) -> str:
        return ""

    def balance(self, name: str) -> Sums | None:
        return STOCK if name in {"stock", "crm.stock"} else None

    def balances(self) -> Sequence[str]:
        return ("stock",)


STOCK = Sums("crm.stock", (("code", "编码", TEXT),), ("on_hand", "value"))


def value(key: str, label: str, kind: Type, options: tuple[tuple[str, str], ...] = ()) -> Meaning:
    return Meaning(key, label, "value", kind, options)


LEVELS = (("a", "重点"), ("b", "普通"))
STATES = (("draft", "草稿"), ("approved", "已审批"))

PERSONS = Names("person", (
    value("name", "姓名", TEXT), value("department", "部门", DEPARTMENT),
    value("departments", "所有部门", list_of(DEPARTMENT)),
))  # fmt: skip
REGIONS = Names("region", (value("name", "名称", TEXT),))
CUSTOMERS = Names(
    "customer",
    (
        value("name", "名称", TEXT),
        value("level", "级别", TEXT, LEVELS),
        value("discount", "折扣", NUMBER),
        Meaning("region", "区域", "one", reference("crm.region")),
    ),
    {"region": REGIONS},
)
PARTS = Names("parts", (value("code", "编码", TEXT), value("weight", "重量", NUMBER)))
LINES = Names(
    "lines",
    (
        value("name", "品名", TEXT),
        value("qty", "数量", NUMBER),
        value("price", "单价", NUMBER),
        value("state", "状态", TEXT, STATES),
        Meaning("parts", "配件", "many", reference("crm.part")),
    ),
    {"parts": PARTS},
)
PROBES = Names("probes", (value("value", "值", NUMBER),))
LOTS = Names("lots", (
    value("code", "批号", TEXT), value("weight", "重量", NUMBER), value("marks", "标记", list_of(TEXT)),
))  # fmt: skip
ORDERS = Names(
    "orders",
    (
        value("amount", "订单金额", NUMBER),
        value("state", "状态", TEXT, STATES),
        value("day", "日期", DATE),
        Meaning("customer", "客户", "one", reference("crm.customer")),
        value("note", "备注", TEXT),
        Meaning("lots", "批次", "many", reference("crm.order.lots")),
    ),
    {"customer": CUSTOMERS, "lots": LOTS},
)
DEAL = Names(
    "deal",
    (
        value("name", "名称", TEXT),
        value("amount", "金额", NUMBER),
        value("rate", "比例", NUMBER),
        value("stage", "阶段", TEXT, (("won", "赢单"), ("lost", "输单"), ("open", "进行中"))),
        value("note", "备注", TEXT),
        value("flag", "标记", BOOLEAN),
        value("due", "截止日期", DATE),
        value("paid", "付款日期", DATE),
        value("opened", "打开时间", MOMENT),
        value("starts", "上班时间", TIME),
        value("tags", "标签", list_of(TEXT), (("vip", "贵宾"), ("new", "新客"))),
        value("in", "内部", TEXT),
        Meaning("customer", "客户", "one", reference("crm.customer")),
        Meaning("owner", "负责人", "one", PERSON),
        Meaning("lines", "明细", "many", reference("crm.deal.lines")),
        Meaning("orders", "订单", "many", reference("crm.order")),
        Meaning("probes", "试值", "many", reference("crm.probe")),
    ),
    {"probes": PROBES, "customer": CUSTOMERS, "owner": PERSONS, "lines": LINES, "orders": ORDERS},
)
