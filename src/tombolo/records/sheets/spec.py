"""What an import is asked to do: which columns fill which fields, how records are met, what of bad rows."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast, get_args

from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem

Mode = Literal["add", "update", "upsert"]
OnBad = Literal["nothing", "skip"]


@dataclass(frozen=True, slots=True)
class Spec:
    """`mapping` are (column, path) pairs, columns counted from 0; `key` finds the records that are
    there; `parent_key` says which rows belong to one record.
    """

    form: str
    file: str
    sheet: str = ""
    header_row: int = 1
    mapping: tuple[tuple[int, str], ...] = ()
    mode: Mode = "add"
    key: tuple[str, ...] = ()
    parent_key: tuple[str, ...] = ()
    on_bad: OnBad = "nothing"
    dry: bool = False

    def data(self) -> dict[str, object]:
        """As JSON; `spec_of` reads it back."""
        made = asdict(self)
        made["sheet_file"] = made.pop("file")
        made["mapping"] = [{"column": column, "path": path} for column, path in self.mapping]
        return made


def spec_of(form: str, body: Mapping[str, object]) -> Spec:
    """JSON of docs/api.md as a Spec. Raises Invalid with every problem of its form."""
    problems: list[Problem] = []

    def wrong(name: str) -> None:
        problems.append(Problem("sheet.spec", name, {"name": name}))

    def text(name: str, otherwise: str = "") -> str:
        raw = body.get(name, otherwise)
        if not isinstance(raw, str) or len(raw) > 200:
            wrong(name)
            return otherwise
        return raw

    def word(name: str, allowed: tuple[str, ...], otherwise: str) -> str:
        found = text(name, otherwise)
        if found not in allowed:
            wrong(name)
            return otherwise
        return found

    def texts(name: str) -> tuple[str, ...]:
        raw: object = body.get(name) or []
        if isinstance(raw, str):
            return (raw,)
        items = cast("list[object]", raw) if isinstance(raw, list) else [None]
        if not all(isinstance(one, str) for one in items):
            wrong(name)
            return ()
        return tuple(cast("list[str]", items))

    row = body.get("header_row", 1)
    if not isinstance(row, int) or isinstance(row, bool) or not 1 <= row <= 1000:
        wrong("header_row")
        row = 1
    mode = cast("Mode", word("mode", get_args(Mode), "add"))
    on_bad = cast("OnBad", word("on_bad", get_args(OnBad), "nothing"))
    mapping = tuple(_pairs(body.get("mapping"), wrong))
    made = Spec(
        form, text("sheet_file"), text("sheet"), row, mapping, mode, texts("key"),
        texts("parent_key"), on_bad, body.get("dry") is True,
    )  # fmt: skip
    if problems:
        raise Invalid("record.invalid", problems=problems)
    return made


def _pairs(raw: object, tell: Callable[[str], None]) -> list[tuple[int, str]]:
    if not isinstance(raw, list):
        tell("mapping")
        return []
    made: list[tuple[int, str]] = []
    for number, item in enumerate(cast("list[object]", raw)):
        data: Mapping[str, object] = (
            cast("Mapping[str, object]", item) if isinstance(item, dict) else {}
        )
        column, path = data.get("column"), data.get("path")
        if not isinstance(column, int) or isinstance(column, bool) or not isinstance(path, str):
            tell(f"mapping[{number}]")
        elif path:
            made.append((column, path))
    return made
