"""Policies: who may do what, on which rows, with which fields. Written in `<app>/grants/<key>.yaml`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.catalog import Catalog, FormCard
from tombolo.schema.condition import BOOLEAN, Condition, tried
from tombolo.schema.label import Label

Verb = Literal["read", "create", "update", "delete", "export", "import", "share_views"]
VERBS: tuple[Verb, ...] = get_args(Verb)
_WHO = re.compile(r"(everyone)|(role|department)\(\s*([^)]+?)\s*\)")
_KEYS = {"grant", "label", "who", "forms", "balances"}
_SUMS_KEYS = {"may", "rows", "hide"}
_SUMS_VERBS: tuple[Verb, ...] = ("read", "export")
_FORM_KEYS = {"may", "rows", "hide", "only", "readonly", "show"}


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a policy is for; any one of these is enough."""

    everyone: bool = False
    roles: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()  # by name


@dataclass(frozen=True, slots=True)
class Policy:
    """One grant file's word on one form, or balance. `rows` without a verb's key means all rows.

    `hide` are fields not seen (`lines.cost` for a column of lines), `readonly` seen but not written,
    `show` computed fields shown although this policy hides what they are computed from.
    """

    app: str
    key: str
    label: Label
    who: Who
    form: str
    verbs: frozenset[Verb]
    rows: Mapping[Verb, Condition]
    hide: frozenset[str]
    readonly: frozenset[str]
    show: frozenset[str]

    def shows(self, field: str) -> bool:
        """Whether this policy lets its people see the field."""
        return field not in self.hide and field.partition(".")[0] not in self.hide

    def writes(self, field: str) -> bool:
        """Whether this policy lets its people write the field."""
        top = field.partition(".")[0]
        return self.shows(field) and field not in self.readonly and top not in self.readonly


def policies_of(catalog: Catalog) -> tuple[tuple[Policy, ...], tuple[Problem, ...]]:
    """Every policy of the catalog, and what is wrong with their files."""
    made: list[Policy] = []
    problems: list[Problem] = []
    for app, key, data in catalog.others("grants"):
        place = f"{app}/grants/{key}#"
        label = _label(data.get("label"), key)
        who = _who(data.get("who"), f"{place}who", problems)
        _unknown(data, _KEYS, place, problems)
        head = _Head(app, key, label, who)
        if "balances" in data:
            made.extend(_on_balances(catalog, head, data["balances"], f"{place}balances", problems))
        forms = data.get("forms")
        if forms is None and "balances" in data:
            continue
        if not isinstance(forms, Mapping):
            problems.append(Problem("definition.not_mapping", f"{place}forms"))
            continue
        for name, rights in cast("Mapping[str, object]", forms).items():
            here = f"{place}forms.{name}"
            form = name if "." in name else f"{app}.{name}"
            card = catalog.cards.get(form)
            if card is None:
                near = ", ".join(similar(catalog.cards, form))
                problems.append(Problem("definition.no_form", here, {"name": form, "near": near}))
            elif isinstance(rights, Mapping):
                made.append(
                    _policy(head, card, cast("Mapping[str, object]", rights), here, problems)
                )
            else:
                problems.append(Problem("definition.not_mapping", here))
    return tuple(made), tuple(problems)


def _on_balances(
    catalog: Catalog, head: "_Head", raw: object, place: str, problems: list[Problem]
) -> Iterator[Policy]:
    """What a grant file says of balances: they are read, exported, a measure is hidden. A key may not:
    rows without it would be told apart by nothing.
    """
    if not isinstance(raw, Mapping):
        problems.append(Problem("definition.not_mapping", place))
        return
    for name, rights in cast("Mapping[str, object]", raw).items():
        here = f"{place}.{name}"
        known = catalog.balances.get(name if "." in name else f"{head.app}.{name}")
        if known is None:
            near = ", ".join(similar(catalog.balances, name))
            problems.append(Problem("definition.no_form", here, {"name": name, "near": near}))
            continue
        if not isinstance(rights, Mapping):
            problems.append(Problem("definition.not_mapping", here))
            continue
        data = cast("Mapping[str, object]", rights)
        _unknown(data, _SUMS_KEYS, here, problems)
        asked = _listed(data.get("may"), f"{here}.may", problems)
        problems.extend(
            Problem("grant.verb", f"{here}.may", {"name": verb, "verbs": ", ".join(_SUMS_VERBS)})
            for verb in asked
            if verb not in _SUMS_VERBS
        )
        problems.extend(
            Problem("grant.hidden_key", f"{here}.hide", {"name": one.key})
            for one in known.balance.keys
            if one.key in _listed(data.get("hide"), f"{here}.hide", [])
        )
        taken = {key: value for key, value in data.items() if key in _SUMS_KEYS}
        taken["may"] = [verb for verb in asked if verb in _SUMS_VERBS]
        yield _policy(head, known.card, taken, here, problems)


@dataclass(frozen=True, slots=True)
class _Head:
    """What all policies of one grant file share."""

    app: str
    key: str
    label: Label
    who: Who


def _policy(
    head: _Head,
    card: FormCard,
    data: Mapping[str, object],
    place: str,
    problems: list[Problem],
) -> Policy:
    _unknown(data, _FORM_KEYS, place, problems)
    asked = frozenset(_listed(data.get("may"), f"{place}.may", problems))
    verbs: frozenset[Verb] = frozenset(verb for verb in VERBS if verb in asked)
    problems.extend(
        Problem("grant.verb", f"{place}.may", {"name": verb, "verbs": ", ".join(VERBS)})
        for verb in sorted(asked - set(VERBS))
    )
    named = {
        part: frozenset(_listed(data.get(part), f"{place}.{part}", problems))
        for part in ("hide", "only", "readonly", "show")
    }
    every = field_names(card)
    for part, names in named.items():
        for name in names - every:
            near = ", ".join(similar(every, name))
            problems.append(
                Problem("definition.no_field", f"{place}.{part}", {"name": name, "near": near})
            )
    hide = named["hide"]
    if named["only"]:
        kept = named["only"] | {name.partition(".")[0] for name in named["only"]}
        hide = frozenset(
            name
            for name in every
            if name not in kept
            and name.partition(".")[0] not in named["only"]
            and beside(card, name) not in named["only"]
        )
    return Policy(
        app=head.app,
        key=head.key,
        label=head.label,
        who=head.who,
        form=card.form.name,
        verbs=verbs,
        rows=_rows(data.get("rows"), verbs, card, f"{place}.rows", problems),
        hide=hide,
        readonly=named["readonly"],
        show=named["show"],
    )


def field_names(card: FormCard) -> frozenset[str]:
    """Every field of a form, columns of lines as `lines.qty`."""
    return frozenset(card.form.every) | {
        f"{line.key}.{column.key}" for line in card.form.lines() for column in line.fields
    }


def beside(card: FormCard, name: str) -> str:
    """The stage that a field comes with, and is seen and written as; "" of any other."""
    found = card.form.field(name)
    return found.beside if found else ""


def _rows(
    raw: object, verbs: frozenset[Verb], card: FormCard, place: str, problems: list[Problem]
) -> Mapping[Verb, Condition]:
    texts: dict[str, object] = {}
    if isinstance(raw, str):
        texts = {verb: raw for verb in verbs if verb != "create"}
    elif isinstance(raw, Mapping):
        texts = {str(k): v for k, v in cast("Mapping[object, object]", raw).items()}
    elif raw is not None:
        problems.append(Problem("definition.not_text", place))
    made: dict[Verb, Condition] = {}
    for verb, text in texts.items():
        condition, found = tried(str(text), card.scope, BOOLEAN, f"{place}.{verb}")
        problems.extend(found)
        if condition and verb in VERBS:
            made[verb] = condition
    return made


def _who(raw: object, place: str, problems: list[Problem]) -> Who:
    roles: set[str] = set()
    departments: set[str] = set()
    everyone = False
    for text in _listed(raw, place, problems):
        found = _WHO.fullmatch(text.strip())
        if found is None:
            problems.append(Problem("grant.who", place, {"name": text}))
        elif found[1]:
            everyone = True
        else:
            (roles if found[2] == "role" else departments).add(found[3])
    return Who(everyone, frozenset(roles), frozenset(departments))


def _listed(raw: object, place: str, problems: list[Problem]) -> tuple[str, ...]:
    if raw is None:
        return ()
    if isinstance(raw, str):
        return (raw,)
    if isinstance(raw, list) and all(isinstance(one, str) for one in cast("list[object]", raw)):
        return tuple(cast("list[str]", raw))
    problems.append(Problem("definition.not_list", place))
    return ()


def _label(raw: object, key: str) -> Label:
    if isinstance(raw, Mapping):
        words = cast("Mapping[str, object]", raw)
        return Label(str(words.get("zh") or key), str(words.get("en") or ""))
    return Label(str(raw or key))


def _unknown(
    data: Mapping[str, object], known: set[str], place: str, problems: list[Problem]
) -> None:
    for name in data.keys() - known:
        near = ", ".join(similar(known, name))
        problems.append(
            Problem("definition.unknown", f"{place}.{name}", {"name": name, "near": near})
        )
