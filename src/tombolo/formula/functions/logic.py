"""Logic: branches, conditions, blank."""

from tombolo.formula.functions.function import Function, more, one, several
from tombolo.formula.types import BLANK, BOOLEAN

LOGIC = (
    Function("IF", "logic", (one("condition", "boolean"), one("then", "any"), one("otherwise", "any", optional=True)), BLANK, None,
             "条件成立取第一个值，否则取第二个（缺省为空）", "The first value when the condition holds, else the second (blank if missing)",
             (('IF(1 > 0, "A", "B")', "A"), ('IF(1 > 2, "A")', ""), ("IF(TRUE, 1, 2) + 1", "2")), special="if"),
    Function("IFS", "logic", (one("condition", "boolean"), one("value", "any"), more("more", "any")), BLANK, None,
             "第一个成立的条件对应的值；都不成立为空", "The value behind the first condition that holds; blank if none does",
             (('IFS(1 > 2, "A", TRUE, "B")', "B"), ('IFS(1 > 2, "A", 2 > 3, "B")', "")), special="ifs_pairs"),
    Function("SWITCH", "logic", (one("value", "any"), one("case", "any"), one("result", "any"), more("more", "any")), BLANK, None,
             "按值选择：值, 情况1, 结果1, …, 其他", "Choose by value: value, case 1, result 1, …, otherwise",
             (('SWITCH(2, 1, "一", 2, "二", "多")', "二"), ('SWITCH(9, 1, "一", 2, "二", "多")', "多")), special="switch"),
    Function("AND", "logic", (several("condition", "boolean"),), BOOLEAN, None,
             "所有条件都成立", "Whether all conditions hold", (("AND(TRUE, 1 > 0)", "TRUE"), ("TRUE AND FALSE", "FALSE")), special="and"),
    Function("OR", "logic", (several("condition", "boolean"),), BOOLEAN, None,
             "至少一个条件成立", "Whether one condition holds", (("OR(FALSE, 1 > 0)", "TRUE"), ("FALSE OR FALSE", "FALSE")), special="or"),
    Function("XOR", "logic", (several("condition", "boolean"),), BOOLEAN, None,
             "成立的条件为奇数个", "Whether an odd number of conditions hold", (("XOR(TRUE, TRUE)", "FALSE"), ("XOR(TRUE, FALSE, FALSE)", "TRUE")), special="xor"),
    Function("NOT", "logic", (one("condition", "boolean"),), BOOLEAN, None,
             "条件不成立", "Whether the condition does not hold", (("NOT(1 > 0)", "FALSE"), ('NOT "a" = "b"', "TRUE")), special="not"),
    Function("TRUE", "logic", (), BOOLEAN, None, "是", "True", (("TRUE()", "TRUE"),), special="truth"),
    Function("FALSE", "logic", (), BOOLEAN, None, "否", "False", (("FALSE()", "FALSE"),), special="truth"),
    Function("BLANK", "logic", (), BLANK, None, "空值", "Blank", (("EMPTY(BLANK())", "TRUE"),), special="blank"),
    Function("COALESCE", "logic", (several("value", "any"),), BLANK, None,
             "第一个不为空的值", "The first value that is not blank", (('COALESCE("", "b")', "b"), ("COALESCE(BLANK(), 3)", "3")), special="coalesce"),
    Function("EMPTY", "logic", (one("value", "any"),), BOOLEAN, None,
             "是否为空（空文本、空列表、没有行也算空）", "Whether a value is blank (an empty text, an empty list and no rows are)",
             (('EMPTY("")', "TRUE"), ("EMPTY(0)", "FALSE"), ('NOT EMPTY("a")', "TRUE")), ("ISEMPTY", "ISBLANK"), special="empty"),
)  # fmt: skip
