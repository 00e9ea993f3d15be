"""Reference pages made from the code's own tables: functions, field kinds, fault codes, settings.

`python tools/reference.py` writes docs/look-up/; a house test says when they are out of date.
"""

import dataclasses
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))
HEAD = "<!-- Made by tools/reference.py; change the code's tables, not this page. -->\n\n"
FAMILIES = {
    "logic": "Logic 逻辑", "number": "Numbers 数字", "rows": "Rows 明细与关联", "text": "Text 文本",
    "date": "Dates 日期", "list": "Lists 列表", "people": "People 人员",
}  # fmt: skip
ROWS = (
    "A path that passes lines or records that link here stands for many values, and is read by the functions "
    "of this page that take rows or a list. Such paths go on at any depth: `SUM(orders.lines.amount)` reads every "
    "line of every order, each once, and `orders.rate` beside it is the rate of that line's order. Inside, a name "
    "is looked for in the rows, in the rows around them and in the record; a name that is in more than one of them "
    "must be written out, `orders.state` or `this.state`. A condition may read its row and what is around it, not "
    "other rows: `COUNTIFS(orders, EXISTS(orders.lines, amount > 5))`.\n\n"
    "多行的路径可以一直接下去：`SUM(orders.lines.amount)` 是所有订单的所有明细。条件里可用本行和外层的字段；"
    "同名时写全，如 `orders.state`、`this.state`。"
)
LIVE = {
    "clock": "随时间变化：读取时计算，不存储。 Changes with the clock: computed when read, never stored.",
    "person": "因人而异：读取时计算，不存储。 Differs from person to person: computed when read, never stored.",
    "balance": "随聚合(余额)表变化：读取时计算，不存储。 Changes with the balance: computed when read, never stored.",
    "chance": "每次不同：读取时计算，不存储。 Differs each time: computed when read, never stored.",
}


def functions() -> str:
    """Every function: signature, words, tested examples."""
    table = importlib.import_module("tombolo.formula.functions.all").FUNCTIONS
    parts = [
        HEAD,
        f"# Functions 函数\n\n{len(table)} functions. Every example is run as a test on the database.\n",
        rules(),
    ]
    for family, title in FAMILIES.items():
        parts.append(f"\n## {title}\n")
        for one in (each for each in table if each.family == family):
            also = f" (also {', '.join(one.aliases)})" if one.aliases else ""
            parts.append(
                f"\n### {one.name}\n\n`{signature(one)}`{also}\n\n{one.zh}。 {one.en}.\n\n"
            )
            if any(one.blank):
                parts.append(f"{one.blank[0]}。 {one.blank[1]}.\n\n")
            if one.live:
                parts.append(f"{LIVE[one.live]}\n\n")
            parts.extend(
                f"* `{formula}` → `{result or '(blank)'}`\n" for formula, result in one.examples
            )
    return "".join(parts)


def rules() -> str:
    """What holds for every function that says nothing else: types, blanks, errors."""
    about = importlib.import_module("tombolo.formula.coerce").__doc__ or ""
    elsewhere = importlib.import_module("tombolo.formula.messages")
    refused = "".join(
        f"* `{name}`: {' '.join(elsewhere.MESSAGES[code]).replace('{name}', name)}\n"
        for name, code in elsewhere.ELSEWHERE.items()
    )
    general = about.split("\n\n", 1)[1].strip()
    return (
        f"\n## Types, blanks and errors 类型、空值与错误\n\n{general}\n"
        f"\n## Rows 多行\n\n{ROWS}\n\n## Not here 没有的函数\n\n{refused}"
    )


def signature(function: object) -> str:
    names = []
    for one in function.parameters:  # type: ignore[attr-defined]
        name = f"[{one.name}]" if one.optional else one.name
        names.append(f"{name}, …" if one.repeated else name)
    return f"{function.name}({', '.join(names)})"  # type: ignore[attr-defined]


def kinds() -> str:
    """Every field kind: words, column, settings with their defaults, filters."""
    table = importlib.import_module("tombolo.schema.kinds.all").KINDS
    parts = [
        HEAD,
        f"# Field kinds 字段类型\n\n{len(table)} kinds. Every field also takes `label`, `required`, `unique`, `default`, `check`, `say`, `help`, `was`.\n",
    ]
    for kind in table:
        about = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
        parts.append(f"\n## {kind.name} {kind.words.zh}\n\n{about}\n\n")
        column = kind.column or (
            "rows of a child table" if kind.rows else "none, or the type of what is computed"
        )
        parts.append(f"* column: `{column}`\n")
        for one in dataclasses.fields(kind):
            name = "is" if one.name == "source" else one.name
            parts.append(f"* setting `{name}` = `{one.default!r}`\n")
        parts.append(f"* filters: {', '.join(f'`{each}`' for each in kind.operators)}\n")
    return "".join(parts)


def messages() -> str:
    """Every code that a caller can meet, with its words."""
    parts = [
        HEAD,
        "# Codes 消息代码\n\nA code never changes; the words may. `{name}` is filled in.\n",
    ]
    for module in tables():
        found = importlib.import_module(module).MESSAGES
        parts.append(
            f"\n## {module.removeprefix('tombolo.').replace('.', '/')}\n\n| code | 中文 | English |\n| --- | --- | --- |\n"
        )
        for code, (zh, en) in found.items():
            parts.append(f"| `{code}` | {zh} | {en} |\n".replace("\n |", " |"))
    return "".join(parts)


def tables() -> Iterator[str]:
    source = ROOT / "src"
    for path in sorted(source.rglob("*.py")):
        if "MESSAGES: " in path.read_text("utf-8") and not path.name.startswith("_"):
            yield ".".join(path.relative_to(source).with_suffix("").parts)


def settings() -> str:
    """Every setting with its default."""
    config = importlib.import_module("tombolo.runtime.config")
    parts = [
        HEAD,
        "# Settings 设置\n\nIn `tombolo.toml` by name, or in the environment as `TOMBOLO_NAME`. `tombolo doctor` prints what is in force.\n\n| name | default |\n| --- | --- |\n",
    ]
    for one in dataclasses.fields(config.Settings):
        if one.name in config.NAMES:
            default = one.default if one.default is not dataclasses.MISSING else ""
            parts.append(f"| `{one.name}` | `{str(default) or '-'}` |\n")
    return "".join(parts)


PAGES = {
    "functions.md": functions,
    "kinds.md": kinds,
    "codes.md": messages,
    "settings.md": settings,
}


def main() -> None:
    folder = ROOT / "docs" / "look-up"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
