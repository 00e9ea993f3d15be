"""Cases of the expression language with the answers of a spreadsheet.

`python tools/conformance.py` writes tests/pg/formula/conformance/*.json: it makes a workbook of every
case, lets LibreOffice compute it headless, and keeps formula, Excel's spelling and answer. The tests
read the files only. A name such as `orders.amount` is the named range orders_amount of the workbook,
with the values of tests/pg/formula/deals.sql.
"""

import itertools
import json
import random
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import xlsxwriter

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "pg" / "formula" / "conformance"
MOST = 14  # cases of one signature

ROWS = {
    "orders.amount": [100, 200, 1000], "orders.state": ["approved", "approved", "draft"],
    "orders.day": [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)],
    "lines.name": ["螺丝", "螺母", "垫片"], "lines.qty": [2, 4, None], "lines.price": [20, 5, 10],
    "lines.state": ["approved", "draft", None],
}  # fmt: skip

NUM = ["0", "1", "-1", "2.5", "-2.5", "7", "10.456", "-3.14159", "1000000", "0.005", "-12"]
SOME = ["1", "2", "3.5", "-4", "10"]
POSITIVE = ["1", "2", "0.5", "10", "100", "3.7", "8", "1234.5", "0", "-1"]
UNIT = ["1", "5", "0.1", "10", "3"]
PLACES = ["0", "1", "2", "-1", "-2", "3"]
SHARE = ["0", "0.25", "0.5", "0.9", "1", "0.33", "2", "-0.1"]
ANGLE = ["0", "1", "-1", "0.5", "3.14159", "2", "10", "-0.25"]
RATIO = ["0", "1", "-1", "0.5", "-0.5", "0.99", "0.1", "2"]
TXT = [
    '""',
    '"a"',
    '"Hello World"',
    '"连岛平台"',
    '"abcABC"',
    '"  two  spaces "',
    '"a-b-c-d"',
    '"x-y"',
]
FIND = ['"a"', '"b"', '"-"', '"岛"', '"World"', '"zz"']
COUNT = ["0", "1", "2", "3", "20"]
START = ["1", "2", "3", "5"]
DAY = ["DATE(2026, 1, 31)", "DATE(2024, 2, 29)", "DATE(2000, 12, 31)", "DATE(2026, 6, 15)", "DATE(1999, 3, 1)", "DATE(2026, 8, 30)"]  # fmt: skip
MONTHS = ["0", "1", "-1", "12", "-13", "25", "1.9"]
BOOL = ["TRUE", "FALSE", "1 > 0", "2 < 1"]
RANGE = ["orders.amount", "lines.price", "lines.qty"]
VALUES = ["1", "2.5", "-3", "10"]

# function -> its signatures, each the pools of its arguments; a case is one choice from each.
CASES: dict[str, list[list[list[str]]]] = {
    "ABS": [[NUM]], "INT": [[NUM]], "SIGN": [[NUM]], "SQRT": [[POSITIVE]], "EXP": [[[*SOME, "0", "-1", "0.5"]]],
    "LN": [[POSITIVE]], "LOG10": [[POSITIVE]], "LOG": [[POSITIVE], [POSITIVE, ["2", "10", "3"]]],
    "MOD": [[NUM, ["3", "-3", "0", "2.5"]]], "POWER": [[["2", "-2", "0.5", "10", "9"], ["0", "1", "2", "-1", "3", "0.5"]]],
    "ROUND": [[NUM, PLACES]], "ROUNDUP": [[NUM, PLACES]], "ROUNDDOWN": [[NUM, PLACES]], "TRUNC": [[NUM], [NUM, PLACES]],
    "FIXED": [[NUM, ["0", "1", "2", "3"]], [["1234567.891", "-1234.5"], ["2", "0"], ["TRUE", "FALSE"]]],
    "CEILING": [[["0", "2.1", "22", "7.5", "100.01"], UNIT]], "FLOOR": [[["0", "2.9", "22", "7.5", "99.99"], UNIT]],
    "PI": [[]], "PRODUCT": [[VALUES, VALUES, VALUES], [RANGE]], "SUM": [[VALUES, VALUES], [RANGE], [RANGE, VALUES]],
    "AVERAGE": [[VALUES, VALUES, VALUES], [RANGE]], "MAX": [[VALUES, VALUES], [RANGE]], "MIN": [[VALUES, VALUES], [RANGE]],
    "COUNT": [[RANGE], [VALUES, VALUES]], "SUMSQ": [[VALUES, VALUES]], "QUOTIENT": [[NUM, ["3", "-3", "0", "2.5"]]],
    "MROUND": [[["7", "8", "-7", "2.4", "100"], ["5", "3", "0.5", "-5"]]], "EVEN": [[NUM]], "ODD": [[NUM]],
    "GCD": [[["24", "36", "7", "100"], ["18", "60", "5"]]], "LCM": [[["4", "6", "7"], ["6", "10", "3"]]],
    "SIN": [[ANGLE]], "COS": [[ANGLE]], "TAN": [[ANGLE]], "COT": [[["1", "-1", "0.5", "2", "3", "0.1", "10", "0"]]],
    "ASIN": [[RATIO]], "ACOS": [[RATIO]], "ATAN": [[ANGLE]], "ATAN2": [[["1", "-1", "0", "2"], ["1", "-1", "0", "3"]]],
    "RADIANS": [[NUM]], "DEGREES": [[ANGLE]],
    "CONCATENATE": [[TXT, TXT]], "EXACT": [[TXT, ['"a"', '"A"', '"Hello World"', '"abcABC"']]], "LEFT": [[TXT, COUNT], [TXT]],
    "RIGHT": [[TXT, COUNT], [TXT]], "MID": [[TXT, START, COUNT]], "LEN": [[TXT]], "LOWER": [[TXT]], "UPPER": [[TXT]],
    "PROPER": [[TXT]], "TRIM": [[TXT]], "REPLACE": [[TXT, START, COUNT, ['"X"', '""']]],
    "SUBSTITUTE": [[TXT, FIND, ['"+"', '""']], [['"a-b-c-d"', '"x-y"'], ['"-"'], ['"+"'], ["1", "2", "3", "9"]]],
    "REPT": [[TXT, ["0", "1", "3", "2.9"]]], "SEARCH": [[FIND, TXT]], "FIND": [[FIND, TXT], [['"a"', '"-"'], ['"a-b-a-b"'], START]],
    "TEXT": [[NUM, ['"0.00"', '"#,##0"', '"0%"', '"000"', '"#,##0.0"']], [DAY, ['"yyyy-mm-dd"', '"yy/m/d"', '"dd.mm.yyyy"']]],
    "VALUE": [[['"12"', '"-3.5"', '"1,234.5"', '"12%"', '"abc"', '" 7 "', '"0"', '"1e"']]],
    "CHAR": [[["65", "97", "48", "33", "126", "90", "35", "50"]]], "CODE": [[['"A"', '"a"', '"0"', '"z"', '"!"', '"AB"', '" x"', '"~"']]],
    "UNICHAR": [[["65", "36830", "23707", "8364", "169", "960", "97", "48"]]], "UNICODE": [[['"A"', '"连"', '"岛"', '"€"', '"π"', '"ab"', '"0"', '"é"']]],
    "TEXTJOIN": [[['"-"', '", "', '""'], ["TRUE"], TXT, TXT]], "CLEAN": [[TXT]],
    "DATE": [[["2026", "2024", "1999"], ["1", "2", "14", "0"], ["1", "31", "0"]]], "YEAR": [[DAY]], "MONTH": [[DAY]], "DAY": [[DAY]],
    "DATEVALUE": [[['"2026-01-31"', '"2024-02-29"', '"2026-02-31"', '"abc"', '"1999-12-01"', '"2026-6-5"', '"2000-01-01"', '"2026-13-01"']]],
    "TIME": [[["0", "9", "23"], ["0", "30", "59"], ["0", "15"]]], "HOUR": [[["TIME(9, 30, 15)", "TIME(23, 59, 59)", "TIME(0, 0, 0)", "TIME(12, 0, 1)"]]],
    "MINUTE": [[["TIME(9, 30, 15)", "TIME(23, 59, 59)", "TIME(0, 0, 0)", "TIME(12, 7, 1)"]]], "SECOND": [[["TIME(9, 30, 15)", "TIME(23, 59, 59)", "TIME(0, 0, 0)", "TIME(12, 0, 1)"]]],
    "WEEKDAY": [[DAY, ["1", "2", "3"]], [DAY]], "WEEKNUM": [[DAY, ["1", "2"]]], "ISOWEEKNUM": [[[*DAY, "DATE(2027, 1, 1)", "DATE(2021, 1, 3)"]]],
    "DAYS": [[DAY, DAY]], "EDATE": [[DAY, MONTHS]], "EOMONTH": [[DAY, MONTHS]], "DAYS360": [[DAY, DAY]],
    "DATEDIF": [[["DATE(1999, 3, 1)", "DATE(2024, 2, 29)"], ["DATE(2026, 1, 31)", "DATE(2026, 6, 15)"], ['"Y"', '"M"', '"D"', '"YM"', '"MD"']]],
    "NETWORKDAYS": [[DAY, DAY, ["orders.day"]]], "WORKDAY": [[DAY, ["1", "5", "-3", "20", "0"], ["orders.day"]]],
    "TIMEVALUE": [[['"9:30"', '"23:59:59"', '"00:00"', '"12:05:07"', '"25:61"', '"abc"', '"7:00"', '"18:45"']]],
    "AND": [[BOOL, BOOL]], "OR": [[BOOL, BOOL]], "XOR": [[BOOL, BOOL]], "NOT": [[BOOL]], "TRUE": [[]], "FALSE": [[]],
    "IF": [[BOOL, SOME, SOME]], "IFS": [[BOOL, SOME, BOOL, SOME]], "SWITCH": [[["1", "2", "3"], ["1"], ['"a"'], ["2"], ['"b"'], ['"c"']], [["1", "9"], ["1", "2"], SOME]],
    "IFERROR": [[["1 / 0", "2", 'SEARCH("x", "abc")', 'SEARCH("b", "abc")', "SQRT(-1)"], SOME]], "IFNA": [[["2", "7", "1 + 1", "-1"], SOME]],
    "ISNUMBER": [[["1", '"a"', "1 / 0", 'SEARCH("x", "abc")', 'FIND("b", "abc")', "DATE(2026, 1, 1) - DATE(2025, 1, 1)", 'LEN("a")', '"1"']]],
    "ISTEXT": [[["1", '"a"', '"a" & 1', "2 + 3", '"1"', 'LEFT("ab")', 'LEN("a")', 'UPPER("x")']]],
    "ISERROR": [[["1 / 0", "1", 'SEARCH("x", "abc")', "SQRT(-1)", "LN(0)", '"a"', "MOD(1, 0)", "2 + 2"]]],
    "SUMIFS": [[["orders.amount"], ["orders.state"], ['"approved"', '"draft"', '"a*"', '"<>draft"']], [["lines.price"], ["lines.qty"], ['">2"', '">=2"', '"<4"', "4"]]],
    "SUMIF": [[["orders.state"], ['"approved"', '"draft"', '"*r*"', '"z*"'], ["orders.amount"]], [["orders.amount"], ['">100"', '"<=200"', "200", '"<>100"']]],
    "COUNTIFS": [[["orders.state"], ['"approved"', '"draft"', '"?raft"', '"<>draft"'], ["orders.amount"], ['">100"', '">=100"']]],
    "COUNTIF": [[["orders.amount"], ['">100"', '"<=200"', "200", '"<>100"']], [["lines.qty"], ['">=2"', "2", '"<>"', '""', '"<3"']]],
    "AVERAGEIFS": [[["orders.amount"], ["orders.state"], ['"approved"', '"draft"', '"z*"', '"a*"']], [["lines.price"], ["lines.qty"], ['">2"', '">=2"', '"<4"', "9"]]],
    "AVERAGEIF": [[["orders.state"], ['"approved"', '"draft"', '"z*"', '"<>draft"'], ["orders.amount"]], [["orders.amount"], ['">100"', '"<=200"', "200", '"<>100"']]],
    "MAXIFS": [[["lines.price", "lines.qty"], ["lines.qty"], ['">2"', '">=2"', '"<4"', '"<>2"']]], "MINIFS": [[["lines.price", "lines.qty"], ["lines.qty"], ['">2"', '">=2"', '"<4"', '"<>2"']]],
    "COUNTBLANK": [[[*RANGE, "lines.state", "lines.name", "orders.day", "orders.state"]]], "SUMPRODUCT": [[["lines.price", "lines.qty"], ["lines.price", "lines.qty"]], [RANGE], [["orders.amount"], ["orders.amount"]]],
    "LARGE": [[RANGE, ["1", "2", "3", "9"]]], "SMALL": [[RANGE, ["1", "2", "3", "0"]]], "MEDIAN": [[RANGE]], "PERCENTILE": [[RANGE, SHARE]],
    "QUARTILE": [[RANGE, ["0", "1", "2", "3", "4", "5"]]], "PERCENTRANK": [[["orders.amount"], ["100", "200", "600", "1000", "150", "5"]], [["lines.price"], ["5", "10", "20", "7", "21"]]],
    "RANK": [[["100", "200", "1000", "5"], ["orders.amount"]], [["5", "10", "20"], ["lines.price"], ["0", "1"]]], "STDEV": [[RANGE]], "STDEVP": [[RANGE]], "VAR": [[RANGE]], "VARP": [[RANGE]],
    "MODE": [[RANGE]],
    "INDEX": [[["lines.name", "orders.amount", "lines.price"], ["1", "2", "3"]]],
    "RANDBETWEEN": [[["3"], ["3"]]],
}  # fmt: skip

# Where one value is too little: the whole formula, in our spelling (and Excel's, when it is another).
MORE: dict[str, list[str]] = {
    "operators": [
        "-2^2", "2^3^2", "10%", "5 + 50%", "1 / 4", "-2 - -3", "2 * 3 + 4", "(1 + 2) * 3", '"a" & 1', "1 & 2", "1 = 1", "1 <> 1", "2 >= 2",
        '"b" > "a"', "DATE(2026, 1, 31) + 1", "DATE(2026, 3, 1) - DATE(2026, 2, 1)", "1 / 3 * 3", "0.1 + 0.2 = 0.3", "1E3 + 1", "7 / 0", "0 - 0", "2 ^ 0.5",
    ],
    "MEDIAN": ["MEDIAN(orders.amount) * 2", "MEDIAN(lines.price) + 1", "-MEDIAN(lines.qty)", "ROUND(MEDIAN(lines.qty), 1)", "MEDIAN(orders.amount) - MEDIAN(lines.price)"],
    "STDEV": [f"ROUND(STDEV({one}), {n})" for one in RANGE for n in (0, 3)],
    "STDEVP": [f"ROUND(STDEVP({one}), {n})" for one in RANGE for n in (0, 3)],
    "VAR": [f"ROUND(VAR({one}), {n})" for one in RANGE for n in (0, 3)],
    "VARP": [f"ROUND(VARP({one}), {n})" for one in RANGE for n in (0, 3)],
    "MODE": [f"IFERROR(MODE({one}), {n})" for one in RANGE for n in (0, -1)],
    "NOT": ["NOT(1 = 1)", 'NOT("a" = "b")', "NOT(AND(TRUE, FALSE))", "NOT(2 > 1)"],
    "HOUR": [f"HOUR(TIME({n}, 5, 0))" for n in (1, 6, 13, 20)],
    "MINUTE": [f"MINUTE(TIME(1, {n}, 0))" for n in (1, 6, 13, 59)],
    "SECOND": [f"SECOND(TIME(1, 2, {n}))" for n in (1, 6, 13, 59)],
    "TRUE": [f"IF(TRUE(), {n}, 0)" for n in range(7)],
    "FALSE": [f"IF(FALSE(), 1, {n})" for n in range(7)],
    "PI": [f"ROUND(PI() * {n}, 6)" for n in range(7)],
    "RAND": [f"RAND() < {n}" for n in (1, 2, 3)] + [f"RAND() > -{n}" for n in (1, 2, 3, 4, 5)],
    "RANDBETWEEN": [f"RANDBETWEEN({n}, {n})" for n in range(-3, 4)],
    "YEAR": ["YEAR(DATE(2026, 14, 1))", "YEAR(EDATE(DATE(2026, 1, 1), -1))"],
    "MONTH": ["MONTH(DATE(2026, 14, 1))", "MONTH(EDATE(DATE(2026, 1, 1), -1))"],
    "DAY": ["DAY(DATE(2026, 3, 0))", "DAY(EOMONTH(DATE(2024, 2, 1), 0))"],
    "COUNTBLANK": ["COUNTBLANK(lines.qty) + 1"],
    "TRIM": ['TRIM("a")', 'LEN(TRIM("   "))'],
}  # fmt: skip


def cases(function: str) -> list[str]:
    """The formulas of one function, in our spelling."""
    chance = random.Random(function)
    found: list[str] = []
    for pools in CASES.get(function, []):
        every = [f"{function}({', '.join(args)})" for args in itertools.product(*pools)]
        if len(every) > MOST:
            every = sorted(chance.sample(every, MOST))
        found.extend(every)
    return found + MORE.get(function, [])


def excel(formula: str) -> str:
    """Our formula as the workbook spells it."""
    return re.sub(r"\b(orders|lines)\.([a-z]+)", r"\1_\2", formula)


def workbook(path: Path, formulas: list[str]) -> None:
    with xlsxwriter.Workbook(str(path), {"use_future_functions": True}) as book:
        sheet, data = book.add_worksheet("cases"), book.add_worksheet("data")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, (name, values) in enumerate(ROWS.items()):
            for row, value in enumerate(values):
                if isinstance(value, date):
                    data.write_datetime(row, column, value, day)
                elif value is not None:
                    data.write(row, column, value)
            letter = chr(ord("A") + column)
            book.define_name(name.replace(".", "_"), f"=data!${letter}$1:${letter}${len(values)}")
        for row, formula in enumerate(formulas):
            sheet.write_formula(row, 0, "=" + excel(formula))


def computed(formulas: list[str]) -> list[tuple[str, str]]:
    """Kind (n, str, b, e) and value of every formula, as LibreOffice has it."""
    with tempfile.TemporaryDirectory() as folder:
        made, out = Path(folder) / "cases.xlsx", Path(folder) / "out"
        workbook(made, formulas)
        recalculating(Path(folder) / "profile")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
        subprocess.run([*command, str(made)], check=True, capture_output=True, timeout=300)
        return list(read(out / "cases.xlsx", len(formulas)))


def recalculating(profile: Path) -> None:
    """A workbook whose values nobody has computed yet is computed when it is opened."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
""",
        "utf-8",
    )


def read(path: Path, count: int) -> Iterator[tuple[str, str]]:
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    found = {
        cell.get("r"): (cell.get("t") or "n", cell.findtext("x:v", "", space))
        for cell in sheet.iterfind(".//x:c", space)
    }
    for row in range(1, count + 1):
        yield found.get(f"A{row}", ("str", ""))


def main() -> None:
    names = list(dict.fromkeys([*CASES, *MORE]))
    asked = [(name, formula) for name in names for formula in cases(name)]
    answers = computed([formula for _, formula in asked])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names:
        kept = [
            {"ours": formula, "excel": excel(formula), "kind": kind, "value": value}
            for (of, formula), (kind, value) in zip(asked, answers, strict=True)
            if of == name
        ]
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in kept)
        (FOLDER / f"{name.lower()}.json").write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
