"""What is wrong with a row is told with its row, its column and a sentence; nothing half done stays."""

import datetime as dt

import pytest
from python_calamine import CalamineWorkbook
from tests.pg.sheets.conftest import Desk, load, sheet

from tombolo.base.errors import Denied, Invalid

HEAD = [
    "Order no",
    "Customer",
    "Order date",
    "Freight",
    "Product",
    "Unit price",
    "Quantity",
    "Discount",
]
GOOD = ["X1", "ALFKI", dt.date(2026, 1, 5), 3.5, "Chai", 18, 2, 0.1]


def row(**other):
    values = dict(zip(HEAD, GOOD, strict=True)) | {k.replace("_", " "): v for k, v in other.items()}
    return list(values.values())


async def count(made, form="nw.order"):
    async with made.pool.read() as tx:
        return await tx.value(f"select count(*) from {form.replace('.', '_')}")


async def orders(made, path, **more):
    return await load(made, path, "nw.order", **{"parent_key": ("order_no",)} | more)


async def test_every_problem_is_named_at_once_and_nothing_is_written(full, tmp_path):
    path = sheet(
        tmp_path / "bad.xlsx", HEAD,
        GOOD,
        row(**{"Order no": "X2", "Customer": "Nobody & Sons"}),
        row(**{"Order no": "X3", "Freight": "a lot"}),
        row(**{"Order no": "X4", "Order date": "2026-02-30"}),
        row(**{"Order no": "X5", "Quantity": -1}),
        row(**{"Order no": "X6", "Customer": None}),
    )  # fmt: skip
    before = await count(full)
    outcome = await orders(full, path)
    found = {(one.row, one.column): one.message for one in outcome.problems}
    assert set(found) == {
        (3, "Customer"),
        (4, "Freight"),
        (5, "Order date"),
        (6, "Quantity"),
        (7, "Customer"),
    }
    assert found[3, "Customer"] == {
        "zh": "客户：没有找到「Nobody & Sons」",
        "en": "Customer: there is no “Nobody & Sons”",
    }
    assert found[4, "Freight"] == {"zh": "运费应为数字", "en": "Freight must be a number"}
    assert found[5, "Order date"]["zh"] == "下单日期「2026-02-30」这一天不存在"
    assert found[6, "Quantity"] == {"zh": "数量必须大于 0", "en": "Quantity must be above 0"}
    assert found[7, "Customer"]["en"] == "Customer is required"
    assert (outcome.bad, outcome.added, outcome.kept) == (5, 0, False)
    assert await count(full) == before


async def test_good_rows_stay_and_the_report_repeats_the_bad_ones(full, tmp_path):
    path = sheet(
        tmp_path / "mixed.xlsx",
        HEAD,
        row(**{"Order no": "M1"}),
        row(**{"Order no": "M2", "Product": "Nothing"}),
        row(**{"Order no": "M1", "Product": "Chang"}),
    )
    outcome = await orders(full, path, on_bad="skip")
    assert (outcome.added, outcome.bad, outcome.kept) == (1, 1, True)
    assert outcome.report
    report = CalamineWorkbook.from_path(str(outcome.report)).get_sheet_by_index(0).to_python()
    assert report[0] == [*HEAD, "错误原因"]
    assert report[1][0] == "M2"
    assert report[1][-1] == "Product: 产品：没有找到「Nothing」"
    async with full.pool.read() as tx:
        assert (
            await tx.value(
                "select count(*) from nw_order__lines l join nw_order o on o.id = l.record where o.order_no = 'M1'"
            )
            == 2
        )


async def test_a_dry_run_says_the_same_and_writes_nothing(full, tmp_path):
    path = sheet(
        tmp_path / "dry.xlsx",
        HEAD,
        row(**{"Order no": "D1"}),
        row(**{"Order no": "D2", "Quantity": "many"}),
    )
    before = await count(full)
    dry = await orders(full, path, dry=True, on_bad="skip")
    assert (dry.added, dry.bad) == (1, 1)
    assert await count(full) == before
    real = await orders(full, path, on_bad="skip")
    assert dry.problems == real.problems


async def test_twins_are_found_in_the_sheet_and_in_the_house(full, tmp_path):
    head = ["Customer ID", "Company"]
    path = sheet(
        tmp_path / "twins.xlsx",
        head,
        ["T1", "one"],
        ["ALFKI", "two"],
        ["T1", "three"],
        *([f"T{n}", "more"] for n in range(10, 60)),
    )
    outcome = await load(full, path, "nw.customer", on_bad="skip")
    assert [(one.row, one.column) for one in outcome.problems] == [
        (3, "Customer ID"),
        (4, "Customer ID"),
    ]
    assert outcome.problems[0].message["zh"] == "编号已有相同的数据"
    assert outcome.added == 51


async def test_update_and_upsert_meet_records_by_key(full, tmp_path):
    head = ["Customer ID", "Company", "Country"]
    path = sheet(
        tmp_path / "up.xlsx",
        head,
        ["BERGS", "Berglunds", None],
        ["NEWBY", "Newby", "UK"],
        ["BERGS", "again", "UK"],
    )
    outcome = await load(
        full, path, "nw.customer", mode="update", key=("customer_id",), on_bad="skip"
    )
    assert (outcome.added, outcome.updated) == (0, 1)
    assert [(one.row, one.message["en"]) for one in outcome.problems] == [
        (3, "There is no record with NEWBY"),
        (4, "The key BERGS stands in the sheet twice (already in row 2)"),
    ]
    outcome = await load(
        full,
        sheet(
            tmp_path / "up2.xlsx", head, ["BERGS", "Berglunds 2", None], ["NEWBY", "Newby", "UK"]
        ),
        "nw.customer",
        mode="upsert",
        key=("customer_id",),
    )
    assert (outcome.added, outcome.updated, outcome.problems) == (1, 1, [])
    rows = await full.rows(
        "ann",
        "nw.customer",
        ["company", "country"],
        where={"field": "customer_id", "op": "is", "value": "BERGS"},
    )
    assert rows == [["Berglunds 2", "Sweden"]]  # a blank cell leaves what is there


async def test_rows_of_one_order_must_agree(full, tmp_path):
    path = sheet(
        tmp_path / "agree.xlsx",
        HEAD,
        row(**{"Order no": "A1"}),
        row(**{"Order no": "A1", "Freight": 9}),
    )
    outcome = await orders(full, path)
    assert [(one.row, one.column) for one in outcome.problems] == [(3, "Freight")]
    assert (
        outcome.problems[0].message["en"] == "Differs from row 2 of the same record: “9” and “3.5”"
    )


async def test_parents_may_be_scattered_or_left_blank(full, tmp_path):
    path = sheet(
        tmp_path / "blank.xlsx", ["A title over all"], [], HEAD, row(**{"Order no": "S1"}), [None, None, None, None, "Chang", 19, 1, 0], [],
        row(**{"Order no": "S2"}), row(**{"Order no": "S1", "Product": "Aniseed Syrup"}),
    )  # fmt: skip
    outcome = await orders(
        full,
        path,
        header_row=3,
        mapping=tuple(
            enumerate(
                (
                    "order_no",
                    "customer",
                    "order_date",
                    "freight",
                    "lines.product",
                    "lines.unit_price",
                    "lines.quantity",
                    "lines.discount",
                )
            )
        ),
    )
    assert (outcome.added, outcome.problems) == (2, [])
    async with full.pool.read() as tx:
        assert (
            await tx.value(
                "select count(*) from nw_order__lines l join nw_order o on o.id = l.record where o.order_no = 'S1'"
            )
            == 3
        )


async def test_names_that_mean_two_records_are_refused(full, tmp_path):
    await full.put(
        "ann",
        "nw.customer",
        {"customer_id": "TW1", "company": "Twin Ltd"},
        {"customer_id": "TW2", "company": "Twin Ltd"},
    )
    outcome = await orders(
        full, sheet(tmp_path / "two.xlsx", HEAD, row(**{"Order no": "W1", "Customer": "Twin Ltd"}))
    )
    assert outcome.problems[0].message["zh"] == "客户：有多条数据叫「Twin Ltd」，请用编号指明"
    outcome = await orders(
        full, sheet(tmp_path / "two2.xlsx", HEAD, row(**{"Order no": "W1", "Customer": "TW2"}))
    )
    assert outcome.added == 1


async def test_a_mapping_that_may_not_be_is_refused_before_a_row_is_read(nw, tmp_path):
    path = sheet(
        tmp_path / "m.xlsx",
        ["Customer ID", "Company", "Phone", "Country"],
        ["K1", "Kim & Co", "1234", "DE"],
    )
    cases = {
        ((0, "phone"),): "record.no_field",  # hidden
        ((0, "nothing"),): "record.no_field",
        ((0, "country"),): "field.readonly",
        ((0, "created_at"),): "field.not_writable",
        ((0, "company"), (1, "company")): "sheet.mapped_twice",
        ((9, "company"),): "sheet.no_column",
    }
    for mapping, code in cases.items():
        with pytest.raises(Invalid) as caught:
            await load(nw, path, "nw.customer", "kim", mapping=mapping)
        assert caught.value.problems[0].code == code
    with pytest.raises(Denied):
        await load(nw, path, "nw.order", "kim", mapping=((0, "order_no"),))
    with pytest.raises(Invalid) as caught:
        await load(
            nw, path, "nw.customer", mapping=((0, "customer_id"),), mode="update", key=("company",)
        )
    assert caught.value.problems[0].code == "sheet.no_key"
    outcome = await load(
        nw, path, "nw.customer", "kim", mapping=((0, "customer_id"), (1, "company"))
    )
    assert outcome.added == 1


async def test_a_stopped_import_leaves_nothing(nw, tmp_path):
    path = sheet(
        tmp_path / "long.xlsx",
        ["Customer ID", "Company"],
        *([f"L{n}", f"c{n}"] for n in range(3500)),
    )
    before = await count(nw, "nw.customer")
    desk = Desk(nw, "ann", stop_after=2000)
    outcome = await load(nw, path, "nw.customer", desk=desk)
    assert outcome.stopped
    assert not outcome.kept
    assert desk.seen == [1000, 2000]
    assert await count(nw, "nw.customer") == before


async def test_an_import_is_told_in_the_history(nw, tmp_path):
    path = sheet(tmp_path / "h.xlsx", ["Customer ID", "Company"], ["H1", "Historia"])
    await load(nw, path, "nw.customer")
    async with nw.pool.read() as tx:
        found = await tx.row(
            "select h.act, h.changes::text as changes from sys_history h join nw_customer c on c.id = h.record where c.customer_id = 'H1'"
        )
    assert found["act"] == "import"
