"""Lists become files, and files say what the list says."""

import csv
import datetime as dt
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.pg.sheets.conftest import load
from tests.pg.sheets.northwind import DATA, TOTAL

from tombolo.base.errors import Denied, Invalid
from tombolo.records.sheets import out


async def exported(made, login: str, form: str, **body) -> list[list]:
    async with made.reading(login) as work:
        export = await out.prepare(work, out.order_of(form, body))
        if body.get("format") == "csv":
            text = b"".join([part async for part in out.csv_of(work, export)])
            assert text.startswith(b"\xef\xbb\xbf")
            return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
        with tempfile.TemporaryDirectory() as folder:
            path = await out.xlsx_of(work, export, Path(folder))
            return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


async def test_northwind_comes_out_as_it_went_in(full):
    await load(full, DATA / "northwind" / "orders-flat.xlsx", "nw.order", parent_key=("order_no",))
    columns = [
        "order_no",
        "customer",
        "customer.country",
        "order_date",
        "lines.product",
        "lines.unit_price",
        "lines.quantity",
        "lines.discount",
        "lines.net",
    ]
    for format_ in ("xlsx", "csv"):
        head, *rows = await exported(
            full, "ann", "nw.order", columns=columns, format=format_, sort=["order_no"]
        )
        assert head[:2] == ["单号", "客户"]
        assert head[4] == "明细.产品"
        assert len(rows) == 2155
        exact = [[Decimal(str(cell)) for cell in row[5:]] for row in rows]
        assert sum(p * q * (1 - d) for p, q, d, _ in exact) == Decimal(TOTAL)
        assert sum(row[3] for row in exact) == Decimal(TOTAL)
        assert rows[0][:3] == ["10248", "Vins et alcools Chevalier", "France"]
        assert rows[0][3] == (dt.date(1996, 7, 4) if format_ == "xlsx" else "1996-07-04")
        assert {row[4] for row in rows if row[0] == "10248"} == {
            "Queso Cabrales",
            "Singaporean Hokkien Fried Mee",
            "Mozzarella di Giovanni",
        }


async def test_only_what_was_filtered_with_keys_for_headers(full):
    head, *rows = await exported(
        full,
        "ann",
        "nw.customer",
        columns=["customer_id", "phone"],
        headers="key",
        where={"field": "country", "op": "is", "value": "Germany"},
    )
    assert head == ["customer_id", "phone"]
    assert len(rows) == 11


async def test_an_empty_list_is_a_sheet_with_headers(full):
    for format_ in ("csv", "xlsx"):
        rows = await exported(
            full, "ann", "nw.customer", columns=["company"], format=format_, search="没有这样的客户"
        )
        assert rows[0] == ["公司"]
        assert all(cell == "" for row in rows[1:] for cell in row)


async def test_no_cell_is_run_by_a_spreadsheet(nw):
    evil = ["=1+1", "+49 170", "-2+3", "@SUM(A1)", "plain"]
    await nw.put(
        "ann",
        "nw.customer",
        *({"customer_id": f"EVIL{n}", "company": text} for n, text in enumerate(evil)),
    )
    where = {"field": "customer_id", "op": "starts_with", "value": "EVIL"}
    _, *rows = await exported(
        nw,
        "ann",
        "nw.customer",
        columns=["company"],
        format="csv",
        where=where,
        sort=["customer_id"],
    )
    assert [row[0] for row in rows] == ["'=1+1", "'+49 170", "'-2+3", "'@SUM(A1)", "plain"]
    _, *rows = await exported(
        nw, "ann", "nw.customer", columns=["company"], where=where, sort=["customer_id"]
    )
    assert [row[0] for row in rows] == evil


async def test_hidden_fields_and_missing_rights_are_refused(nw):
    with pytest.raises(Invalid) as caught:
        await exported(nw, "kim", "nw.customer", columns=["phone"])
    assert caught.value.problems[0].code == "ask.no_field"
    with pytest.raises(Denied):
        await exported(nw, "kim", "nw.order", columns=["order_no"])
