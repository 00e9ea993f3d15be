"""The plan of the house, kept by the machine: each rule on the sources, and on a right and a wrong snippet."""

import ast
import importlib

import pytest
from tests.house import rules


def told(rule, path):
    return [
        f"{rules.place(path)}:{line}: {why}"
        for line, why in rule(ast.parse(path.read_text("utf-8")))
    ]


def over(rule, paths):
    return [line for path in paths for line in told(rule, path)]


def named(*names):
    return [path for path in rules.sources() if path.name in names]


def but(allowed):
    return [
        path
        for path in rules.sources()
        if not any(rules.place(path).startswith(a) for a in allowed)
    ]


def test_there_are_sources_to_look_at():
    assert len(rules.sources()) > 20
    assert len(rules.message_tables()) >= 2


def test_signboards():
    assert over(rules.signboard, named("__init__.py")) == []


def test_signboards_name_what_is_there():
    found = [
        f"{rules.place(path)}:{line}: {why}"
        for path in named("__init__.py")
        if path.parent.name in {"base", "pg", "runtime"}  # rooms that are complete
        for line, why in rules.signboard_names(path.read_text("utf-8"), path.parent)
    ]
    assert found == []


def test_registries_are_literals():
    assert over(rules.literals, named("all.py")) == []


def test_one_commit():
    assert over(rules.commits, but(rules.COMMITS)) == []


def test_no_ambient_state():
    assert over(rules.ambient, rules.sources()) == []


def test_broad_excepts():
    assert over(rules.broad, but(rules.BROAD)) == []


def test_sql_stands_in_its_place():
    assert over(rules.sql, but(rules.SQL_ROOMS)) == []


@pytest.mark.parametrize("path", rules.message_tables(), ids=rules.place)
def test_two_languages(path):
    name = ".".join(["tombolo", *path.relative_to(rules.ROOT).with_suffix("").parts])
    messages = importlib.import_module(name).MESSAGES
    assert list(rules.two_languages(messages)) == []


def test_no_code_is_said_by_two_tables():
    seen = {}
    for path in rules.message_tables():
        name = ".".join(["tombolo", *path.relative_to(rules.ROOT).with_suffix("").parts])
        for code in importlib.import_module(name).MESSAGES:
            assert seen.setdefault(code, name) == name, f"{code} stands in {seen[code]} and {name}"


def test_every_code_that_is_raised_is_said():
    """A code raised in base, pg, access or runtime has its sentence in some table."""
    known = {
        code
        for path in rules.message_tables()
        for code in importlib.import_module(
            ".".join(["tombolo", *path.relative_to(rules.ROOT).with_suffix("").parts])
        ).MESSAGES
    }
    missing = set()
    for path in rules.sources():
        if not rules.place(path).startswith(
            (
                "base/",
                "pg/",
                "access/directory",
                "access/sessions",
                "access/keys",
                "access/passwords",
                "runtime/",
            )
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(
                        id="Invalid"
                        | "Denied"
                        | "Missing"
                        | "Conflict"
                        | "Busy"
                        | "Broken"
                        | "Problem"
                        | "Finding"
                    ),
                    args=[*_, ast.Constant(value=str())],
                ):
                    code = next(
                        (
                            a.value
                            for a in node.args
                            if isinstance(a, ast.Constant) and "." in str(a.value)
                        ),
                        None,
                    )
                    if code and code not in known:
                        missing.add(code)
                case _:
                    pass
    assert missing == set()


RIGHT_AND_WRONG = [
    (rules.signboard, '"""A room."""', '"""A room."""\nfrom x import y'),
    (rules.signboard, '"""A room."""', ""),
    (rules.literals, "from a import B\nKINDS = (B, C)\nBY = {k.name: k for k in KINDS}", "KINDS = tuple(find())"),
    (rules.literals, "KINDS: dict[str, int] = {}", "def more(): ..."),
    (rules.commits, "await tx.run(x)", "await tx.commit()"),
    (rules.commits, "x = 'committed'", "await c.execute('rollback')"),
    (rules.ambient, "x = 1", "from contextvars import ContextVar\nx = ContextVar('x')"),
    (rules.ambient, "import threading\nt = threading.Lock()", "import threading\nt = threading.local()"),
    (rules.ambient, "def f(x): return x", "def f():\n global x\n x = 1"),
    (rules.broad, "try: f()\nexcept ValueError: pass", "try: f()\nexcept Exception: pass"),
    (rules.broad, "try: f()\nexcept BaseException:\n raise", "try: f()\nexcept BaseException: pass"),
    (rules.broad, "try: f()\nexcept (A, B): pass", "try: f()\nexcept (A, Exception): pass"),
    (rules.broad, "try: f()\nexcept OSError: pass", "try: f()\nexcept: pass"),
    (rules.sql, "x = 'please select'", "x = 'select a from b where c'"),
    (rules.sql, '"""Select rows from here."""', 'x = f"insert into {table} values (1)"'),
    (rules.sql, "x = 'update available'", "x = 'UPDATE t SET a = 1'"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "right", "wrong"), RIGHT_AND_WRONG)
def test_each_rule_knows_right_from_wrong(rule, right, wrong):
    assert list(rule(ast.parse(right))) == []
    assert list(rule(ast.parse(wrong))) != []


def test_the_language_rule_knows_right_from_wrong():
    assert list(rules.two_languages({"a": ("有 {n} 个", "{n} found")})) == []
    for wrong in (("有 {n} 个", "{m} found"), ("有", ""), ("found", "有"), ("有",)):
        assert len(list(rules.two_languages({"a": wrong}))) == 1


def test_the_signboard_rule_sees_what_is_gone(tmp_path):
    (tmp_path / "here.py").touch()
    assert list(rules.signboard_names("Way in  here.py", tmp_path)) == []
    assert len(list(rules.signboard_names("Way in  gone.py", tmp_path))) == 1


# Kinds that other rooms name: those that speak for the types of computed values and of system
# fields, and what a sheet's columns are guessed as.
SPEAK = {
    "schema/stand_in.py", "schema/system.py", "schema/flowed.py", "schema/paths.py",
    "schema/stage_fields.py", "flow/submitting.py",
    "records/sheets/guess.py", "records/sheets/cells.py",
}  # fmt: skip


def test_one_kind_one_file():
    """No room asks which kind a field is: the kind answers. A new kind touches its file and the list."""
    asked = []
    for path in rules.sources():
        place = rules.place(path)
        if place.startswith("schema/kinds/") or place in SPEAK:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) and node.module else ""
            name = module.removeprefix("tombolo.schema.kinds.")
            if name != module and name not in {"all", "shape", "option", "numeric", "attached"}:
                asked.append(f"{place}:{node.lineno} imports {name}")
    assert asked == []


def test_one_seal():
    """Only the guard makes a Sealed; nothing else lets a plan run."""
    made = [
        rules.place(path)
        for path in rules.sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Sealed"
    ]
    assert made == ["records/read/guard.py"]


def test_reference_pages_are_up_to_date():
    """docs/look-up is made from the tables: run `python tools/reference.py`."""
    from tools import reference

    folder = reference.ROOT / "docs" / "look-up"
    stale = [
        name
        for name, make in reference.PAGES.items()
        if (folder / name).read_text("utf-8") != make()
    ]
    assert stale == []
