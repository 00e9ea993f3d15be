"""Files are looked at before they are opened, and what they hold is read as a person means it."""

import datetime as dt
import resource
import struct
import zipfile
import zlib

import pytest
import xlsxwriter

from tombolo.base.errors import Invalid
from tombolo.records.sheets import frames, gate, read
from tombolo.records.sheets.apart import apart
from tombolo.records.sheets.guess import guess
from tombolo.records.sheets.look import look


def book(path, *rows, options=None, more=None):
    with xlsxwriter.Workbook(
        str(path), {"default_date_format": "yyyy-mm-dd", **(options or {})}
    ) as made:
        sheet = made.add_worksheet("s")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if more:
            more(made, sheet)
    return path


def changed(path, **parts):
    """The same workbook with parts added or put in place of others."""
    with zipfile.ZipFile(path) as box:
        kept = {name: box.read(name) for name in box.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in {**kept, **parts}.items():
            box.writestr(name, data)
    return path


def refused(path, name=None):
    with pytest.raises(Invalid) as caught:
        gate.kind_of(path, name or path.name)
    return caught.value.code


def rows_of(path, name=None, header_row=1, together=()):
    out = path.with_suffix(".rows")
    spilled = read.spill(path, name or path.name, "", header_row, out, together)
    return spilled, [row for frame in frames.frames(out) for row in frame]


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = changed(
        book(tmp_path / "bomb.xlsx", ["a"], [1]), **{"xl/media/big.bin": b"\0" * 600_000_000}
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(path) == "sheet.bomb"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_bomb_that_lies_about_its_size_is_counted(tmp_path):
    path = tmp_path / "liar.xlsx"
    book(path, ["a"], [1])
    changed(path, **{"xl/media/big.bin": b"\0" * 300_000_000})
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"xl/media/big.bin") - 46  # its line in the table of contents
    raw[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(raw)
    assert refused(path) == "sheet.bomb"


def test_too_many_parts(tmp_path):
    path = changed(
        book(tmp_path / "parts.xlsx", ["a"]), **{f"x/{n}.xml": b"<x/>" for n in range(5001)}
    )
    assert refused(path) == "sheet.bomb"


def test_macros_are_refused_under_any_name(tmp_path):
    path = changed(book(tmp_path / "m.xlsx", ["a"]), **{"xl/vbaProject.bin": b"x"})
    assert refused(path) == "sheet.macros"
    assert refused(book(tmp_path / "plain.xlsx", ["a"]), "plain.xlsm") == "sheet.macros"


def test_doctypes_are_refused(tmp_path):
    bad = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert (
        refused(changed(book(tmp_path / "d.xlsx", ["a"]), **{"xl/sharedStrings.xml": bad}))
        == "sheet.doctype"
    )


def test_old_encrypted_and_foreign_files_are_told_apart(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    old, locked = tmp_path / "old.xls", tmp_path / "locked.xlsx"
    old.write_bytes(ole)
    locked.write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert (refused(old), refused(locked)) == ("sheet.old", "sheet.encrypted")
    pdf, text, cut = tmp_path / "a.pdf", tmp_path / "t.xlsx", tmp_path / "cut.xlsx"
    pdf.write_bytes(b"%PDF-1.7")
    text.write_bytes(b"hello")
    cut.write_bytes(book(tmp_path / "whole.xlsx", ["a"]).read_bytes()[:1500])
    assert (refused(pdf), refused(text), refused(cut)) == (
        "sheet.kind",
        "sheet.damaged",
        "sheet.damaged",
    )
    other = tmp_path / "w.docx"
    with zipfile.ZipFile(other, "w") as box:
        box.writestr("[Content_Types].xml", "<x/>")
        box.writestr("word/document.xml", "<x/>")
    assert refused(other) == "sheet.kind"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("XFD1048576", "sheet.too_wide"),
        ("A1048577", "sheet.too_long"),
        ("ZZ900000", "sheet.too_long"),
    ],
)
def test_a_few_cells_far_apart_are_no_field_of_billions(tmp_path, cell, code):
    number = "".join(char for char in cell if char.isdigit())
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert (
        refused(
            changed(
                book(tmp_path / "far.xlsx", ["a"]), **{"xl/worksheets/sheet1.xml": xml.encode()}
            )
        )
        == code
    )


def _hungry():
    return len(bytearray(20 * 1024**3))


async def test_what_takes_too_much_memory_ends_with_words():
    with pytest.raises(Invalid) as caught:
        await apart(_hungry)
    assert caught.value.code == "sheet.too_heavy"


async def test_a_fault_comes_back_from_the_other_process(tmp_path):
    path = changed(book(tmp_path / "m.xlsx", ["a"]), **{"xl/vbaProject.bin": b"x"})
    with pytest.raises(Invalid) as caught:
        await look(path, path.name)
    assert (caught.value.code, dict(caught.value.values)) == (
        "sheet.macros",
        {"part": "vbaproject.bin"},
    )


def test_cells_are_read_as_they_are_meant(tmp_path):
    moment = dt.datetime(2026, 1, 2, 3, 4, 5)

    def more(made, sheet):
        sheet.write_datetime(4, 1, moment, made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}))

    path = book(
        tmp_path / "c.xlsx",
        ["n", "v", "t"],
        [4.0, 0.1 + 0.2, "x"],
        [],
        ["", "  ", None, None],
        [12345678901234, None, True],
        more=more,
    )
    spilled, rows = rows_of(path)
    assert spilled.headers == ("n", "v", "t")
    assert rows == [(2, [4, 0.3, "x"]), (5, [12345678901234, "2026-01-02T03:04:05", True])]
    assert isinstance(rows[0][1][0], int)


def test_a_header_may_be_merged_and_not_the_first_row(tmp_path):
    def more(made, sheet):
        sheet.merge_range(0, 0, 0, 3, "Customers of 2026")
        sheet.merge_range(1, 0, 2, 0, "Name")
        sheet.merge_range(1, 1, 1, 2, "Contact")
        sheet.write_row(2, 1, ["Phone", "Mail", "Phone"])
        sheet.write_row(3, 0, ["Ann", "1", "a@b.cn", "2"])

    (sheet,) = [
        read.sample(page, None, 10)
        for page in read.pages(book(tmp_path / "h.xlsx", more=more), "h.xlsx")
    ]
    page = read.pages(tmp_path / "h.xlsx", "h.xlsx")[0]
    assert read.headers(sheet.top, 3, page.merged) == ["Name", "Phone", "Mail", "Phone 2"]
    assert sheet.header_row == 3
    assert sheet.total == 1


def test_rows_of_one_parent_come_together(tmp_path):
    path = book(tmp_path / "g.xlsx", ["k", "v"], ["a", 1], ["b", 2], [None, 3], ["a", 4])
    _, rows = rows_of(path, together=(0,))
    assert [number for number, _ in rows] == [2, 5, 3, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_every_everyday_encoding(tmp_path, encoding, mark):
    path = tmp_path / "c.csv"
    path.write_bytes(
        "\r\n".join(
            mark.join(row)
            for row in [
                ["编号", "名称", "备注"],
                ["00012", "上屿大学", '"a,b;c"'],
                ["", "", ""],
                ["7", "'=1+1", ""],
            ]
        ).encode(encoding)
    )
    spilled, rows = rows_of(path)
    assert spilled.headers == ("编号", "名称", "备注")
    assert rows == [(2, ["00012", "上屿大学", "a,b;c"]), (4, ["7", "=1+1"])]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(zlib.compress(b"x" * 100) + b"\xff\xff\0")
    with pytest.raises(Invalid) as caught:
        read.pages(path, "x.csv")
    assert caught.value.code == "sheet.encoding"


@pytest.mark.parametrize(
    ("header", "cells", "kind", "settings"),
    [
        ("金额", [1, 2.5, 3.125], "money", {"scale": 3}),
        ("数量", [1, 2, 3], "number", {"scale": 0}),
        ("折扣", [0, 0.15, 0.2], "percent", {"scale": 4}),
        ("税率", ["13%", "6.5%"], "percent", {"scale": 3}),
        ("日期", ["2026/6/30", "2026年7月1日"], "date", {}),
        ("时间", ["2026-06-30T08:00:00", "2026-07-01 09:30"], "moment", {}),
        ("启用", ["是", "否", "是"], "switch", {}),
        ("等级", ["A", "B"] * 9, "choice", {"options": ["A", "B"]}),
        ("手机", ["13800138000", "021-5555"], "phone", {}),
        ("邮箱", ["a@b.cn"], "email", {}),
        ("网址", ["https://a.cn/x"], "url", {}),
        ("单号", [1001, 1002], "text", {"max": 500}),
        ("邮编", ["00123", "10000"], "text", {"max": 500}),
        ("坏日期", ["2026-02-30", "2026-01-01"], "text", {"max": 500}),
        ("金额", ["1,234.50", "¥8"], "money", {"scale": 2}),
    ],
)
def test_guesses(header, cells, kind, settings):
    found = guess(header, cells)
    assert (found.kind, found.settings) == (kind, settings)
