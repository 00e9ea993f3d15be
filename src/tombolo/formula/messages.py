"""What the language says when a formula is wrong: code -> (Chinese, English), with {blanks}."""

MESSAGES: dict[str, tuple[str, str]] = {
    "formula.wrong": ("公式有误", "The formula is wrong"),
    "formula.empty": ("公式是空的", "The formula is empty"),
    "formula.too_long": (
        "公式太长：{length} 个字符，最多 {most} 个",
        "The formula is too long: {length} characters, at most {most}",
    ),
    "formula.too_deep": (
        "公式嵌套太深（最多 {most} 层）：请拆成几个字段，或用 SUM(a, b, …) 代替长串相加",
        "The formula is nested too deeply (at most {most}): split it, or write SUM(a, b, …) for a long chain",
    ),
    "formula.bad_character": ("不认识的字符 {char}", "Unknown character {char}"),
    "formula.open_text": ("文本缺少结尾的引号", "The closing quote of this text is missing"),
    "formula.open_label": (
        "字段名缺少结尾的括号 {close}",
        "The closing {close} of this field name is missing",
    ),
    "formula.number_too_long": (
        "数字太长：最多 {most} 位整数和 {most} 位小数",
        "The number is too long: at most {most} digits before and {most} after the point",
    ),
    "formula.unexpected": ("这里不应出现 {found}", "Did not expect {found} here"),
    "formula.unexpected_end": ("公式没有写完", "The formula ends too early"),
    "formula.expected": (
        "这里应为 {wanted}，却是 {found}",
        "Expected {wanted} here, found {found}",
    ),
    "formula.chained_comparison": (
        "不能连续比较：请写成 a < b AND b < c",
        "Comparisons do not chain: write a < b AND b < c",
    ),
    "formula.no_name": (
        "没有名为「{name}」的字段{hint_zh}",
        "There is no field named {name}{hint_en}",
    ),
    "formula.no_member": (
        "「{owner}」下没有「{name}」{hint_zh}",
        "{owner} has nothing named {name}{hint_en}",
    ),
    "formula.no_function": (
        "没有名为 {name} 的函数{hint_zh}",
        "There is no function {name}{hint_en}",
    ),
    "formula.no_balance": (
        "没有名为「{name}」的聚合(余额)表{hint_zh}",
        "There is no balance named {name}{hint_en}",
    ),
    "formula.balance_name": (
        "第一个参数应写成 聚合表.数值，例如 stock.on_hand",
        "The first argument is a balance and its measure, such as stock.on_hand",
    ),
    "formula.balance_keys": (
        "{name} 有 {wanted} 个键（{keys}），这里给了 {count} 个",
        "{name} has {wanted} keys ({keys}), here are {count}",
    ),
    "formula.needs_brackets": (
        "{name} 是函数，请写成 {name}(…)",
        "{name} is a function: write {name}(…)",
    ),
    "formula.not_a_link": (
        "「{name}」不是关联，后面不能接点号",
        "{name} is not a link, a dot cannot follow it",
    ),
    "formula.dot_after_value": (
        "点号只能跟在字段或 ME() 后面",
        "A dot may only follow a field or ME()",
    ),
    "formula.rows_outside": (
        "「{name}」有多行，请放进 SUM、COUNT、EXISTS 等汇总函数里",
        "{name} has many rows: put it into SUM, COUNT, EXISTS or the like",
    ),
    "formula.rows_in_rows": (
        "「{name}」是「{outer}」每行里的多行：请放进 SUM、COUNT、EXISTS 等汇总函数里",
        "{name} are rows of each row of {outer}: put them into SUM, COUNT, EXISTS or the like",
    ),
    "formula.two_relations": (
        "一个汇总里只能有一组多行：这里同时有「{first}」和「{second}」",
        "One aggregate reads one set of rows: here are both {first} and {second}",
    ),
    "formula.needs_rows": (
        "{function} 需要多行（如明细或反向关联）",
        "{function} needs rows (lines, or records that link here)",
    ),
    "formula.mixed_rows": (
        "{function} 不能同时用于多行和单个值",
        "{function} cannot mix rows and single values",
    ),
    "formula.row_not_value": (
        "「{name}」是整行，请写出要用的字段，如 {name}.{field}",
        "{name} is a whole row: name the field to use, as in {name}.{field}",
    ),
    "formula.ambiguous": (
        "「{name}」在本表和「{relation}」中都有：请写 {relation}.{name} 或 this.{name}",
        "{name} is in this record and in {relation}: write {relation}.{name} or this.{name}",
    ),
    "formula.too_few": (
        "{function} 至少需要 {least} 个参数，现在有 {count} 个",
        "{function} needs at least {least} arguments, {count} given",
    ),
    "formula.too_many": (
        "{function} 最多 {most} 个参数，现在有 {count} 个",
        "{function} takes at most {most} arguments, {count} given",
    ),
    "formula.odd_pairs": (
        "{function} 的参数要成对：条件, 值",
        "{function} takes pairs: condition, value",
    ),
    "formula.wrong_type": (
        "这里需要{wanted_zh}，却是{found_zh}{hint_zh}",
        "Expected {wanted_en}, found {found_en}{hint_en}",
    ),
    "formula.wrong_result": (
        "公式的结果应为{wanted_zh}，却是{found_zh}{hint_zh}",
        "The formula should give {wanted_en}, it gives {found_en}{hint_en}",
    ),
    "formula.cannot_compare": (
        "{left_zh}不能与{right_zh}比较{hint_zh}",
        "Cannot compare {left_en} with {right_en}{hint_en}",
    ),
    "formula.cannot_calculate": (
        "{left_zh} {op} {right_zh} 无法计算{hint_zh}",
        "Cannot calculate {left_en} {op} {right_en}{hint_en}",
    ),
    "formula.different_results": (
        "各分支的结果类型不同：{left_zh}和{right_zh}",
        "The branches give different types: {left_en} and {right_en}",
    ),
    "formula.no_option": (
        "「{name}」没有选项 “{value}”{hint_zh}",
        "{name} has no option “{value}”{hint_en}",
    ),
    "formula.bad_date": (
        "“{value}” 不是{wanted_zh}，请写成 {pattern}",
        "“{value}” is not {wanted_en}: write {pattern}",
    ),
    "formula.needs_literal": (
        "{function} 的参数 {parameter} 要直接写成文本，如 {example}",
        "{function}: write {parameter} out as text, for instance {example}",
    ),
    "formula.not_one_of": (
        "{function} 的参数 {parameter} 只能是：{choices}",
        "{function}: {parameter} is one of {choices}",
    ),
    "formula.bad_pattern": (
        "正则表达式太复杂或写错了：可用 . [] \\d \\w \\s ^ $ | () * + ? {{m,n}}，最多 {most} 个字符",
        "This pattern is wrong or too rich: . [] \\d \\w \\s ^ $ | () * + ? {{m,n}} may be used, at most {most} characters",
    ),
    "formula.let_name": (
        "LET 的名称要写成一个普通的词，如 LET(x, amount * 2, x + 1)",
        "LET names a value with one plain word, as in LET(x, amount * 2, x + 1)",
    ),
    "formula.let_pairs": (
        "LET 的参数是：名称, 值, …, 表达式",
        "LET takes: name, value, …, expression",
    ),
    "formula.expands": (
        "展开后公式太大（最多 {most} 项）：请拆成几个字段",
        "Written out in full the formula is too large (at most {most} parts): split it into fields",
    ),
    "formula.mapx_needs_rows": (
        "MAPX 在这里读取与本数据相关的行：请先建立关联，再写 {name}(关联.结果字段, 关联.匹配字段 = 值)",
        "MAPX reads rows that belong to this record: make a link, then write {name}(rows.result, rows.column = value)",
    ),
    "formula.no_count": (
        "没有 {name}()：它数的是打开表单的次数，会重复。请用“流水号”字段，它不会重复",
        "There is no {name}(): it counts how often a form was opened, and repeats. Use a serial number field, which never does",
    ),
    "formula.bad_format": ("不认识的格式 “{value}”", "Unknown format “{value}”"),
}

TYPE_WORDS: dict[str, tuple[str, str]] = {
    "text": ("文本", "text"),
    "number": ("数字", "a number"),
    "boolean": ("是/否", "true or false"),
    "date": ("日期", "a date"),
    "moment": ("日期时间", "a date and time"),
    "time": ("时间", "a time"),
    "person": ("成员", "a person"),
    "department": ("部门", "a department"),
    "reference": ("关联数据", "a linked record"),
    "list": ("列表", "a list"),
    "blank": ("空值", "blank"),
    "any": ("任意值", "any value"),
    "ordered": ("数字、日期或时间", "a number, date or time"),
    "shown": ("数字、日期、时间或文本", "a number, date, time or text"),
    "clock": ("时间或日期时间", "a time or a date and time"),
    "day": ("日期或日期时间", "a date or a date and time"),
}

HINTS: dict[str, tuple[str, str]] = {
    "": ("", ""),
    "near": ("，是不是「{near}」？", "; did you mean {near}?"),
    "to_number": ("（可用 VALUE(…) 转成数字）", " (VALUE(…) makes a number)"),
    "to_text": ("（可用 TEXT(…) 转成文本）", " (TEXT(…) makes a text)"),
    "condition": ("（请写成条件，如 a > 0）", " (write a condition such as a > 0)"),
    "name_of": ("（请写出它的字段，如 {near}.name）", " (name a field of it, as in {near}.name)"),
}

# Functions of other products that have no sound meaning where a formula is computed once, for all.
ELSEWHERE: dict[str, str] = {
    "RECNO": "formula.no_count",
}  # fmt: skip
