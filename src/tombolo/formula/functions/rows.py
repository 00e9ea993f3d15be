"""Rows: what aggregates read of a record's lines and of the records that link to it."""

from tombolo.formula.functions.function import Function, Parameter, choice, more, one, several
from tombolo.formula.functions.numbers import AVERAGE, COUNT, MAX, MIN, SUM
from tombolo.formula.types import BLANK, BOOLEAN, NUMBER

_CONDITIONS = several("condition", "boolean")
_MAYBE = Parameter("condition", "any", optional=True, repeated=True)

_PAIRS = (
    '也可按 Excel 写成 列, 条件 成对：">=5"、"a*"；这样写时空的数字不参与比较，条件式里空的数字为 0',
    'Excel\'s pairs of column and criterion do too: ">=5", "a*"; those pass over blank numbers, which a condition takes as 0',
)

ROWS = (
    SUM, AVERAGE, COUNT, MAX, MIN,
    Function("SUMIFS", "rows", (one("value", "number"), _CONDITIONS), NUMBER, None, "符合条件的行求和", "The sum over the rows that meet the conditions",
             (('SUMIFS(orders.amount, orders.state, "approved", orders.amount, ">=150")', "200"), ('SUMIFS(orders.amount, orders.state = "approved")', "300"), ('SUMIFS(orders.amount, state = "approved", day > "2026-01-15")', "200")), ("SUMIF",), special="ifs", blank=_PAIRS),
    Function("COUNTIFS", "rows", (one("rows", "any"), _CONDITIONS), NUMBER, None, "符合条件的行数", "How many rows meet the conditions",
             (('COUNTIFS(lines.price, ">=10")', "2"), ('COUNTIFS(orders, orders.state = "approved")', "2"), ("COUNTIFS(lines, lines.qty > 100)", "0")), ("COUNTIF",), special="ifs", blank=_PAIRS),
    Function("AVERAGEIFS", "rows", (one("value", "number"), _CONDITIONS), NUMBER, None, "符合条件的行的平均值", "The average over the rows that meet the conditions",
             (('AVERAGEIFS(orders.amount, state = "approved")', "150"), ("AVERAGEIFS(orders.amount, orders.amount > 10000)", "")), ("AVERAGEIF",), special="ifs", blank=_PAIRS),
    Function("MAXIFS", "rows", (one("value", "ordered"), _CONDITIONS), BLANK, None, "符合条件的行的最大值", "The greatest value of the rows that meet the conditions",
             (('MAXIFS(orders.day, state = "approved")', "2026-02-01"),), special="ifs", blank=_PAIRS),
    Function("MINIFS", "rows", (one("value", "ordered"), _CONDITIONS), BLANK, None, "符合条件的行的最小值", "The least value of the rows that meet the conditions",
             (('MINIFS(orders.amount, state = "approved")', "100"),), special="ifs", blank=_PAIRS),
    Function("EXISTS", "rows", (one("rows", "any"), _MAYBE), BOOLEAN, None, "是否有符合条件的行", "Whether any row meets the conditions",
             (('EXISTS(orders, state = "approved")', "TRUE"), ('EXISTS(orders, orders.state = "draft" AND orders.amount > 1000)', "FALSE"), ("EXISTS(lines)", "TRUE")), special="exists"),
    Function("FIRST", "rows", (one("value", "any"), _MAYBE), BLANK, None, "第一行的值；可给排序字段和条件", "A value of the first row; an order and conditions may follow",
             (("FIRST(lines.name)", "螺丝"), ("FIRST(orders.amount, orders.day)", "100"), ('FIRST(orders.amount, state = "draft")', "1000")), ("LOOKUP",), special="pick"),
    Function("LAST", "rows", (one("value", "any"), _MAYBE), BLANK, None, "最后一行的值；可给排序字段和条件", "A value of the last row; an order and conditions may follow",
             (("LAST(lines.name)", "垫片"), ('LAST(orders.amount, orders.day, state = "approved")', "200")), special="pick"),
    Function("SUMPRODUCT", "rows", (several("value", "number"),), NUMBER, None, "逐行相乘再求和", "The values of each row multiplied, then added up",
             (("SUMPRODUCT(lines.qty, lines.price)", "60"),), special="products"),
    Function("BALANCE", "rows", (one("measure", "any"), more("key", "any")), NUMBER, None, "聚合(余额)表里这组键的值；没有记录时为 0", "What a balance holds for these keys; 0 where nothing was counted",
             (('BALANCE(stock.on_hand, "A1")', "12"), ('BALANCE(crm.stock.on_hand, "none")', "0")), special="balance", live="balance"),
    Function("ANY", "rows", (_CONDITIONS,), BOOLEAN, None, "是否有一行符合条件；没有行为否", "Whether the conditions hold in one row; FALSE without rows",
             (("ANY(lines.price > 15)", "TRUE"), ("ANY(lines.price > 100)", "FALSE")), special="every"),
    Function("ALL", "rows", (_CONDITIONS,), BOOLEAN, None, "是否每行都符合条件；没有行为是", "Whether the conditions hold in every row; TRUE without rows",
             (("ALL(lines.price > 1)", "TRUE"), ("ALL(lines.qty > 1)", "FALSE")), special="every", blank=("空值不符合条件的行使结果为否", "A row whose blank misses the condition makes it FALSE")),
    Function("COUNTBLANK", "rows", (several("value", "any"),), NUMBER, None, "空值的个数", "How many values are blank",
             (("COUNTBLANK(lines.qty)", "1"), ('COUNTBLANK("", 1, BLANK())', "2")), special="blanks"),
    Function("XLOOKUP", "rows", (one("value", "any"), one("column", "any"), one("result", "any"), one("otherwise", "any", optional=True)), BLANK, None, "在多行里查找：值, 查找列, 结果列, 找不到时的值", "Looked up in rows: value, column, result, what else when it is not there",
             (('XLOOKUP("螺母", lines.name, lines.price)', "5"), ('XLOOKUP("x", lines.name, lines.price, 0)', "0")), special="xlookup", blank=("找到的结果为空时也取最后一个参数", "The last argument also stands in for a blank result")),
    Function("MAPX", "rows", (choice("operation", "FIRST", "LAST", "MAX", "MIN", "AVG", "SUM", "COUNT"), one("value", "any"), one("column", "any"), one("result", "any")), BLANK, None, "对匹配的行取汇总：操作, 值, 匹配字段, 结果字段", "What matching rows give: operation, value, column, result",
             (('MAPX("sum", "approved", orders.state, orders.amount)', "300"), ('MAPX("last", "draft", orders.state, orders.amount)', "1000")), special="mapx", blank=("字段须属于与本数据相关的行；随时更新", "The fields are those of rows that belong to this record; always up to date")),
)  # fmt: skip
