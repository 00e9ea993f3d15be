"""The rules of the house as functions: source text in, (line, reason) out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "tombolo"
Found = Iterator[tuple[int, str]]

# Where the unexpected may be caught whole, and why.
BROAD = {
    "web/door.py": "turns the unexpected into Broken",
    "web/faults.py": "turns the unexpected into Broken",
    "runtime/worker.py": "outlives any job",
    "runtime/deadlines.py": "outlives any approval",
    "web/wire.py": "outlives any fact",
}
COMMITS = {"pg/pool.py"}
SQL_ROOMS = ("pg/", "schema/ddl")
_VERB = re.compile(
    r"\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+(table|index|unique|schema|function|role)\s"
    r"|alter\s+(table|role|schema)\s|drop\s+(table|index|schema|role|column)\s|truncate\s|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)


def sources() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def signboard(tree: ast.Module) -> Found:
    """An __init__.py is a docstring and nothing else."""
    if not ast.get_docstring(tree):
        yield 1, "an __init__.py is the signboard of its room: say what the room is for"
    for node in tree.body[1:]:
        yield node.lineno, "an __init__.py holds no code: import the module you mean, not the room"


def signboard_names(text: str, folder: Path) -> Found:
    """Modules named as `name.py` on a signboard are there (or their room is still being built)."""
    built = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
    for number, line in enumerate(text.splitlines(), 1):
        for name in re.findall(r"[a-z_/]+\.py", line):
            if built and not (folder / name).exists():
                yield number, f"the signboard names {name}, which is gone: correct the signboard"


def literals(tree: ast.Module) -> Found:
    """all.py holds imports and literals."""
    allowed = (
        ast.Import, ast.ImportFrom, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Constant, ast.Name,
        ast.Attribute, ast.Starred, ast.expr_context,
        # {kind.name: kind for kind in KINDS} only turns a literal round.
        ast.DictComp, ast.comprehension, ast.Subscript, ast.BinOp, ast.BitOr,
    )  # fmt: skip
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is None or not all(isinstance(inner, allowed) for inner in ast.walk(value)):
            yield (
                node.lineno,
                "all.py is a registry: imports and one literal, so that it can be read",
            )


def commits(tree: ast.Module) -> Found:
    """Nobody but the pool ends a transaction."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="commit" | "rollback" as name)):
                yield (
                    node.lineno,
                    f".{name}() belongs to pg/pool.py: the door opens and ends the work",
                )
            case ast.Constant(value=str() as text) if text.strip().lower() in {
                "commit",
                "rollback",
            }:
                yield (
                    node.lineno,
                    f"{text!r} belongs to pg/pool.py: the door opens and ends the work",
                )
            case _:
                pass


def ambient(tree: ast.Module) -> Found:
    """Nothing is passed behind the caller's back."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="ContextVar") | ast.Attribute(attr="ContextVar"):
                yield node.lineno, "a ContextVar hides what a function depends on: pass `work`"
            case ast.Attribute(value=ast.Name(id="threading"), attr="local"):
                yield node.lineno, "threading.local hides what a function depends on: pass `work`"
            case ast.Global():
                yield (
                    node.lineno,
                    "`global` makes a function depend on who ran before: pass the value",
                )
            case _:
                pass


def broad(tree: ast.Module) -> Found:
    """What is caught is named."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {getattr(kind, "id", None) for kind in kinds}
        everything = node.type is None or "Exception" in names
        reraised = any(
            isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node)
        )
        if everything or ("BaseException" in names and not reraised):
            yield (
                node.lineno,
                f"catch what you expect; everything is caught only in {', '.join(BROAD)}",
            )


def sql(tree: ast.Module) -> Found:
    """SQL text is made by the printer or stands in .sql files."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if id(node) in docstrings:
            continue
        match node:
            case ast.Constant(value=str() as text) if _VERB.match(text):
                yield (
                    node.lineno,
                    "SQL stands in a .sql file beside its room, or is built as a tree",
                )
            case _:
                pass


def blanks(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{([a-z_][a-z0-9_]*)\}", text))


def two_languages(messages: object) -> Iterator[tuple[str, str]]:
    """Every message stands in Chinese and English with the same blanks."""
    assert isinstance(messages, dict)
    for code, texts in messages.items():
        if not (
            isinstance(texts, tuple)
            and len(texts) == 2
            and all(isinstance(t, str) and t.strip() for t in texts)
        ):
            yield code, "a message is (zh, en), both said"
        elif {each.removesuffix("_zh") for each in blanks(texts[0])} != {
            # {name_zh} beside {name_en}: the same blank, said in each language
            each.removesuffix("_en")
            for each in blanks(texts[1])
        }:
            yield code, "the two languages fill different blanks"
        elif not re.search(r"[\u4e00-\u9fff]", texts[0]):
            yield code, "the first text is the Chinese one"


def message_tables() -> list[Path]:
    """Every module that holds a table MESSAGES."""
    return [
        path
        for path in sources()
        if re.search(r"^MESSAGES\b", path.read_text("utf-8"), re.MULTILINE)
    ]
