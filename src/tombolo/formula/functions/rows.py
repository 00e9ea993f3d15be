"""Rows: what aggregates read of a record's lines and of the records that link to it."""

from tombolo.formula.functions.function import Function, Parameter, more, one, several
from tombolo.formula.functions.numbers import AVERAGE, COUNT, MAX, MIN, SUM
from tombolo.formula.types import BLANK, BOOLEAN, NUMBER

_CONDITIONS = several("condition", "boolean")
_MAYBE = Parameter("condition", "any", optional=True, repeated=True)

ROWS = (
    SUM, AVERAGE, COUNT, MAX, MIN,
    Function("SUMIFS", "rows", (one("value", "number"), _CONDITIONS), NUMBER, None, "符合条件的行求和", "The sum over the rows that meet the conditions",
             (('SUMIFS(orders.amount, orders.state = "approved")', "300"), ('SUMIFS(orders.amount, state = "approved", day > "2026-01-15")', "200")), ("SUMIF",), special="ifs"),
    Function("COUNTIFS", "rows", (one("rows", "any"), _CONDITIONS), NUMBER, None, "符合条件的行数", "How many rows meet the conditions",
             (('COUNTIFS(orders, orders.state = "approved")', "2"), ("COUNTIFS(lines, lines.qty > 100)", "0")), ("COUNTIF",), special="ifs"),
    Function("AVERAGEIFS", "rows", (one("value", "number"), _CONDITIONS), NUMBER, None, "符合条件的行的平均值", "The average over the rows that meet the conditions",
             (('AVERAGEIFS(orders.amount, state = "approved")', "150"), ("AVERAGEIFS(orders.amount, orders.amount > 10000)", "")), ("AVERAGEIF",), special="ifs"),
    Function("MAXIFS", "rows", (one("value", "ordered"), _CONDITIONS), BLANK, None, "符合条件的行的最大值", "The greatest value of the rows that meet the conditions",
             (('MAXIFS(orders.day, state = "approved")', "2026-02-01"),), special="ifs"),
    Function("MINIFS", "rows", (one("value", "ordered"), _CONDITIONS), BLANK, None, "符合条件的行的最小值", "The least value of the rows that meet the conditions",
             (('MINIFS(orders.amount, state = "approved")', "100"),), special="ifs"),
    Function("EXISTS", "rows", (one("rows", "any"), _MAYBE), BOOLEAN, None, "是否有符合条件的行", "Whether any row meets the conditions",
             (('EXISTS(orders, state = "approved")', "TRUE"), ('EXISTS(orders, orders.state = "draft" AND orders.amount > 1000)', "FALSE"), ("EXISTS(lines)", "TRUE")), special="exists"),
    Function("FIRST", "rows", (one("value", "any"), _MAYBE), BLANK, None, "第一行的值；可给排序字段和条件", "A value of the first row; an order and conditions may follow",
             (("FIRST(lines.name)", "螺丝"), ("FIRST(orders.amount, orders.day)", "100"), ('FIRST(orders.amount, state = "draft")', "1000")), special="pick"),
    Function("LAST", "rows", (one("value", "any"), _MAYBE), BLANK, None, "最后一行的值；可给排序字段和条件", "A value of the last row; an order and conditions may follow",
             (("LAST(lines.name)", "垫片"), ('LAST(orders.amount, orders.day, state = "approved")', "200")), special="pick"),
    Function("SUMPRODUCT", "rows", (several("value", "number"),), NUMBER, None, "逐行相乘再求和", "The values of each row multiplied, then added up",
             (("SUMPRODUCT(lines.qty, lines.price)", "60"),), special="products"),
    Function("BALANCE", "rows", (one("measure", "any"), more("key", "any")), NUMBER, None, "聚合(余额)表里这组键的值；没有记录时为 0", "What a balance holds for these keys; 0 where nothing was counted",
             (('BALANCE(stock.on_hand, "A1")', "12"), ('BALANCE(crm.stock.on_hand, "none")', "0")), special="balance", live="balance"),
)  # fmt: skip
