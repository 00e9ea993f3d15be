"""What the company sells and where it buys: suppliers, products, warehouses."""

from dataclasses import dataclass
from datetime import datetime, time

from tombolo.suites.demo.chance import ZONE, Chance, Row
from tombolo.suites.demo.names import Names
from tombolo.suites.demo.people import Staff

_INSTRUMENTS = (
    ("表面张力仪", "Tensiometer", 168_000), ("接触角测量仪", "Contact angle meter", 215_000),
    ("泡沫分析仪", "Foam analyser", 246_000), ("旋转流变仪", "Rheometer", 398_000),
    ("粒度分析仪", "Particle sizer", 286_000), ("比表面分析仪", "Surface area analyser", 322_000),
    ("界面扩张流变仪", "Interfacial rheometer", 268_000), ("最大气泡压力仪", "Bubble pressure meter", 132_000),
    ("粘度计", "Viscometer", 86_000), ("稳定性分析仪", "Stability analyser", 354_000),
)  # fmt: skip
_KINDS = (
    ("accessory", 160, "AC", ("样品台", "恒温夹套", "注射单元", "光源模块", "测量环", "铂金板", "高温腔", "自动进样器"), 9_800, 0.7),
    ("spare", 300, "SP", ("密封圈组", "电机", "传感器", "主板", "光纤", "泵管", "电源模块", "镜头", "导轨", "阀体"), 2_600, 0.9),
    ("consumable", 90, "CO", ("样品池", "针头", "标准液", "滤膜", "擦拭布", "校准片"), 680, 0.8),
    ("software", 20, "SW", ("分析软件", "数据审计模块", "远程控制模块", "报告模块"), 28_000, 0.5),
    ("service", 12, "SV", ("年度保养", "现场校准", "应用培训", "上门维修", "方法开发", "延保服务"), 8_600, 0.4),
)  # fmt: skip
_UNITS = {"software": "set", "service": "time", "instrument": "set", "consumable": "box"}


@dataclass(frozen=True, slots=True)
class Product:
    """What a line of a quotation needs to know."""

    id: str
    category: str
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Goods:
    suppliers: list[Row]
    products: list[Row]
    warehouses: list[Row]
    of: dict[str, list[Product]]  # by category


def goods(chance: Chance, names: Names, staff: Staff) -> Goods:
    """The catalogue of the opening day."""
    suppliers = _suppliers(chance, names, staff)
    rows: list[Row] = []
    of: dict[str, list[Product]] = {}
    for number in range(38):
        name, english, price = _INSTRUMENTS[number % len(_INSTRUMENTS)]
        series = "ABCD"[number // len(_INSTRUMENTS)]
        list_price = int(round(price * (1 + 0.35 * (number // len(_INSTRUMENTS))), -3))
        values: dict[str, object] = {
            "sku": f"KI-{series}{100 + number}", "name": f"{name} {series}{100 + number}",
            "name_en": english, "model": f"{series}{100 + number}", "category": "instrument",
            "list_price": list_price, "std_cost": round(list_price / 1.13 * chance.near(0.56, 0.05, 0.4, 0.7)),
            "origin": "德国" if chance.often(0.8) else "中国", "lead_days": chance.between(45, 95),
            "calibration_months": 12, "weight_kg": chance.between(6, 48), "hs_code": "90278990",
            "main_supplier": suppliers[0].id,
        }  # fmt: skip
        _add(chance, staff, rows, of, values)
    for category, count, prefix, words, median, sigma in _KINDS:
        for number in range(count):
            list_price = max(20, round(chance.spread(median, sigma), -1))
            stocked = category in {"accessory", "spare", "consumable"}
            values = {
                "sku": f"{prefix}-{1000 + number}", "name": f"{words[number % len(words)]} {prefix}{number + 1:03}",
                "category": category, "list_price": int(list_price),
                "std_cost": round(list_price / 1.13 * chance.near(0.5, 0.08, 0.2, 0.75), 2),
                "lead_days": chance.between(7, 75) if stocked else 0,
                "tax_rate": "0.06" if category in {"software", "service"} else "0.13",
                "warranty_months": 3 if stocked else 0,
                "main_supplier": chance.pick(suppliers).id if stocked else None,
                "state": "stopped" if chance.often(0.04) else "active",
            }  # fmt: skip
            _add(chance, staff, rows, of, values)
    return Goods(suppliers, rows, _warehouses(chance, staff), of)


def _add(
    chance: Chance,
    staff: Staff,
    rows: list[Row],
    of: dict[str, list[Product]],
    values: dict[str, object],
) -> None:
    category = str(values["category"])
    values["uom"] = _UNITS.get(category, "pcs")
    values["owner"] = staff.id("dengli")
    row = chance.row(_opening(chance), values)
    rows.append(row)
    price = values["list_price"]
    assert isinstance(price, int)
    of.setdefault(category, []).append(Product(row.id, category, str(values["name"]), price))


def _suppliers(chance: Chance, names: Names, staff: Staff) -> list[Row]:
    made: list[Row] = []
    kinds = ["parent", "freight", "freight", "freight", "customs_broker", "customs_broker"]
    kinds += ["material"] * 32 + ["service"] * 5 + ["calibration"] * 3
    for number, kind in enumerate(kinds):
        province = names.province()
        parent = kind == "parent"
        contacts = [
            {
                "name": names.person(),
                "job_title": "销售经理",
                "phone": names.mobile(),
                "is_primary": place == 0,
            }
            for place in range(chance.between(1, 2))
        ]
        values: dict[str, object] = {
            "name": "Kelvin GmbH, Hamburg（演示）" if parent else names.organisation("supplier", province),
            "kind": kind, "country": "德国" if parent else "中国", "currency": "EUR" if parent else "CNY",
            "payment_days": 60 if parent else chance.pick((0, 30, 30, 45, 60)),
            "lead_days": 60 if parent else chance.between(3, 40), "tax_no": None if parent else names.code(),
            "address": {"province": "" if parent else province, "detail": "Hafenstraße 1, Hamburg" if parent else f"演示路{number + 1}号"},
            "rating": chance.between(3, 5), "contacts": contacts, "note": "演示数据：虚构单位",
            "state": "frozen" if chance.often(0.05) and not parent else "active", "owner": staff.id("dengli"),
        }  # fmt: skip
        made.append(chance.row(_opening(chance), values))
    return made


def _warehouses(chance: Chance, staff: Staff) -> list[Row]:
    kinds = (
        ("WH01", "上海主仓", "main"), ("WH02", "备件仓", "spare"), ("WH03", "样机仓", "demo"),
        ("WH04", "待检区", "quarantine"), ("WH05", "外高桥保税仓", "bonded"), ("WH06", "国际在途", "transit"),
        ("WH07", "客户送修区", "customer_owned"), ("WH08", "工程师车仓", "van"), ("WH99", "损耗", "loss"),
    )  # fmt: skip
    keeper = staff.id("caogang")
    return [
        chance.row(
            _opening(chance),
            {"code": code, "name": name, "kind": kind, "keeper": keeper, "owner": keeper},
        )
        for code, name, kind in kinds
    ]


def _opening(chance: Chance) -> datetime:
    return datetime.combine(chance.start, time(9, 0), ZONE)
