"""A world drawn from a seed: forms, links, lines, what is computed from them, balances. Never circular."""

import random
from dataclasses import dataclass
from typing import Any

from tests.laws.worlds import (
    LINES,
    OPTIONS,
    Agg,
    Call,
    Drawn,
    Expr,
    Form,
    Get,
    Ledger,
    Link,
    Lit,
    Made,
    Place,
    Sums,
    text,
)


@dataclass
class Drawing:
    """Levels come of themselves: what is drawn reads only what was drawn before it."""

    chance: random.Random
    world: Drawn

    def place(self, form: str, *, lines: bool = False) -> Place:
        made = self.world.forms[form]
        return made.rows if lines and made.rows else made.own

    # -- values of one row ---------------------------------------------------------------------

    def path(self, place: Place, type_: str, far: int = 2) -> tuple[str, ...] | None:
        """A way along links to a value of the type; None where there is none."""
        chance = self.chance
        if far and place.lines and chance.random() < 0.3:
            rest = self.path(self.place(place.form), type_, far - 1)
            return ("record", *rest) if rest else None
        if far and place.links and chance.random() < 0.35:
            link = chance.choice(list(place.links.values()))
            rest = self.path(self.place(link.to), type_, far - 1)
            return (link.key, *rest) if rest else None
        keys = place.of(type_)
        return (chance.choice(keys),) if keys else None

    def got(self, place: Place, type_: str, of: str = "this") -> Expr:
        """Never nothing: each place has a plain field of each type."""
        return Get(self.path(place, type_) or (place.of(type_)[0],), of)

    def number(self, place: Place, depth: int = 2, of: str = "this") -> Expr:
        chance = self.chance
        kind = chance.choice(["get", "get", "add", "times", "if", "round", "over", "known"])
        if depth == 0 or kind == "get":
            return self.got(place, "number", of)
        one = self.number(place, depth - 1, of)
        small = Get((chance.choice([k for k, t in place.plain.items() if t == "number"]),), of)
        match kind:
            case "add":
                return Call(chance.choice("+-"), (one, self.number(place, depth - 1, of)))
            case "times":
                return Call("ROUND", (Call("*", (one, small)), Lit("1")))
            case "if":
                yes = self.condition(place, depth - 1, of)
                return Call("IF", (yes, one, self.number(place, depth - 1, of)))
            case "over":
                under = chance.choice([Lit("7"), Lit("0"), small])
                return Call("ROUND", (Call("/", (small, under)), Lit("3")))
            case "known":
                return Call("COALESCE", (one, Lit("1.5")))
            case _:
                return Call("ROUND", (one, Lit(chance.choice(["0", "1", "-1"]))))

    def condition(self, place: Place, depth: int = 1, of: str = "this") -> Expr:
        chance = self.chance
        if depth and chance.random() < 0.25:
            both = tuple(self.condition(place, depth - 1, of) for _ in range(2))
            return Call(chance.choice(["AND", "OR"]), both)
        match chance.choice(["number", "choice", "date", "empty", "same", "text"]):
            case "number":
                how = chance.choice([">", "<", ">=", "="])
                return Call(how, (self.got(place, "number", of), Lit(str(chance.randint(0, 60)))))
            case "choice":
                found = self.path(place, "choice") or ("ch",)
                return Call("=", (Get(found, of), Lit(chance.choice(OPTIONS), "text")))
            case "date":
                day = Lit(f"2026-05-{chance.randint(1, 28):02}", "date")
                return Call(chance.choice([">", "<", ">="]), (self.got(place, "date", of), day))
            case "text":
                return Call(
                    "=", (self.got(place, "text", of), Lit(chance.choice(["a", "b", ""]), "text"))
                )
            case "same":
                return Call(">", (self.got(place, "number", of), self.got(place, "number", of)))
            case _:
                type_ = chance.choice(["number", "text", "date"])
                return Call("EMPTY", (self.got(place, type_, of),))

    def words(self, place: Place) -> Expr:
        chance = self.chance
        parts = [self.got(place, chance.choice(["text", "text", "number"])) for _ in range(2)]
        return Call("&", (parts[0], Lit("+", "text"), parts[1]))

    # -- values of many rows -------------------------------------------------------------------

    def behind(self, place: Place) -> tuple[tuple[str, ...], Place] | None:
        """A way to rows: lines, rows that link here, rows of those, or of what is linked."""
        chance, at = self.chance, place
        path: list[str] = []
        if (at.lines or chance.random() < 0.2) and at.links:
            link = chance.choice(list(at.links.values()))
            path.append(link.key)
            at = self.place(link.to)
        if at.lines:
            return None
        found: tuple[tuple[str, ...], Place] | None = None
        for _ in range(2):
            ways: list[tuple[str, Place]] = [
                (name, self.place(form, lines=lines))
                for name, (form, _, lines) in self.world.inverses[at.form].items()
            ]
            if self.world.forms[at.form].rows:
                ways.append((LINES, self.place(at.form, lines=True)))
            if not ways:
                break
            name, at = chance.choice(ways)
            path.append(name)
            found = tuple(path), at
            if chance.random() < 0.7:
                break
            if at.lines:
                on = self.from_lines(at)
                if on is None:
                    break
                path.append(on[0])
                at = on[1]
        return found

    def from_lines(self, place: Place) -> tuple[str, Place] | None:
        """On from rows of lines, to something that has rows: their record, or what they link to."""
        on = [("record", self.place(place.form))]
        on += [(link.key, self.place(link.to)) for link in place.links.values()]
        has = [
            one
            for one in on
            if self.world.inverses[one[1].form] or self.world.forms[one[1].form].rows
        ]
        return self.chance.choice(has) if has else None

    def gathered(self, place: Place, type_: str) -> Expr | None:
        chance = self.chance
        found = self.behind(place)
        if found is None:
            return None
        path, there = found
        when = self.condition(there, 1, "row") if chance.random() < 0.5 else None
        if when and chance.random() < 0.2:
            when = Call("AND", (when, self.condition(place, 0)))
        if type_ == "number":
            name = chance.choice(
                ["SUM", "SUM", "SUM", "COUNT", "MAX", "MIN", "FIRST", "LAST", "AVERAGE", "EXISTS"]
            )
        elif type_ == "date":
            name = chance.choice(["MAX", "MIN", "FIRST", "LAST"])
        else:
            name = chance.choice(["FIRST", "LAST", "TEXTJOIN"])
            when = None if name == "TEXTJOIN" else when
        if name in {"COUNT", "EXISTS"}:
            made = Agg(name, path, None, when)
            return made if name == "COUNT" else Call("IF", (made, Lit("1"), Lit("0")))
        value = self.got(there, type_, "row")
        assert isinstance(value, Get)
        if name == "AVERAGE":
            plain = [key for key, kind in there.plain.items() if kind == "number"]
            return Call(
                "ROUND", (Agg(name, path, Get((chance.choice(plain),), "row"), when), Lit("2"))
            )
        return Agg(name, path, value, when)

    def made(self, number: int) -> None:
        """One more computed field somewhere."""
        chance = self.chance
        place = chance.choice(list(self.world.places()))
        type_ = chance.choice(["number", "number", "number", "text", "date"])
        expr = self.gathered(place, type_) if chance.random() < 0.65 else None
        key = f"c{number}"
        if expr is None and chance.random() < 0.15 and place.links:
            path = self.path(place, type_)
            if path and len(path) > 1 and path[0] != "record":
                looked = {"kind": "lookup", "path": ".".join(path)}
                place.made[key] = Made(key, type_, Get(path), looked)
                return
        if expr is None and type_ == "number":
            expr = self.number(place)
            more = self.gathered(place, "number") if chance.random() < 0.4 else None
            expr = Call("+", (expr, more)) if more else expr
        elif expr is None:
            expr = (
                self.words(place)
                if type_ == "text"
                else Call("later by", (self.got(place, "date"), Lit("3")))
            )
        place.made[key] = Made(key, type_, expr, self._settings(expr))

    def _settings(self, expr: Expr) -> dict[str, Any]:
        """As a formula or, where it can be said so, as a roll-up."""
        if isinstance(expr, Agg) and expr.name != "TEXTJOIN" and self.chance.random() < 0.5:
            value = text(expr.value, expr.rows, inside=True) if expr.value else ".".join(expr.rows)
            made = {"kind": "rollup", "of": value, "calc": expr.name.lower()}
            if expr.when:
                made["where"] = text(expr.when, expr.rows, inside=True)
            return made
        return {"kind": "formula", "is": text(expr)}

    # -- the rest ------------------------------------------------------------------------------

    def sums(self, number: int) -> Sums | None:
        chance = self.chance
        places = [one for one in self.world.places() if one.links]
        if not places:
            return None
        first = chance.choice(places)
        link = chance.choice(list(first.links.values()))
        keys = {"k0": link.to}
        if chance.random() < 0.4:
            keys["k1"] = "text"
        measures = ["m0", "m1"][: chance.randint(1, 2)]
        sources = [self.ledger(first, (link.key,), keys, measures)]
        for place in places:
            ways = [
                (one.key, two.key)
                for one in place.links.values()
                for two in self.place(one.to).links.values()
                if two.to == link.to
            ]
            if ways and chance.random() < 0.5:
                sources.append(self.ledger(place, chance.choice(ways), keys, measures))
        least = chance.choice([None, -150, -2000])
        return Sums(f"b{number}", keys, sources, least)

    def ledger(
        self, place: Place, link: tuple[str, ...], keys: dict[str, str], measures: list[str]
    ) -> Ledger:
        found = {"k0": link}
        if "k1" in keys:
            found["k1"] = self.path(place, "text") or (place.of("text")[0],)
        adds = {one: self.number(place, 1) for one in measures}
        where = self.condition(place) if self.chance.random() < 0.6 else None
        return Ledger(place, found, adds, where)


def drawn(seed: int, app: str) -> Drawn:
    """The world of this seed."""
    chance = random.Random(seed)
    names = [f"f{letter}" for letter in "abcde"[: chance.randint(2, 5)]]
    world = Drawn(app, seed, {}, {name: {} for name in names}, [])
    for number, name in enumerate(names):
        own = Place(name, plain={"name": "text", "n0": "number", "n1": "number", "t0": "text", "d0": "date", "ch": "choice"})  # fmt: skip
        world.forms[name] = Form(name, own)
        for count in range(chance.choice([0, 1, 1, 2]) if number else 1):
            to = chance.choice([*names, *names[:number]])
            link = Link(f"l{count}", to, f"r{number}{count}" if chance.random() < 0.85 else "")
            own.links[link.key] = link
            if link.inverse:
                world.inverses[to][link.inverse] = (name, link.key, False)
        if chance.random() < 0.6:
            rows = Place(name, True, {"q": "number", "u": "text", "dd": "date", "ch": "choice"})
            for key, often in (("p", 0.8), ("o", 0.3)):
                if chance.random() < often:
                    to = chance.choice(names)
                    link = Link(key, to, f"s{number}{key}" if chance.random() < 0.8 else "")
                    rows.links[key] = link
                    if link.inverse:
                        world.inverses[to][link.inverse] = (name, key, True)
            world.forms[name].rows = rows
    drawing = Drawing(chance, world)
    for number in range(chance.randint(6, 16)):
        drawing.made(number)
    for number, form in enumerate(world.forms.values()):
        _title(chance, form, names[:number])
        numbers = [key for key, one in form.own.made.items() if one.type == "number"]
        if numbers and chance.random() < 0.35:
            most = Lit(str(chance.choice([60, 3000])))
            form.check = ("n0", Call("OR", (Call("<", (Get((chance.choice(numbers),)), most)), Call("EMPTY", (Get(("n0",)),)))))  # fmt: skip
    for number in range(chance.randint(0, 2)):
        if found := drawing.sums(number):
            world.sums.append(found)
    return world


def _title(chance: random.Random, form: Form, earlier: list[str]) -> None:
    parts = ["name"]
    behind = [link.key for link in form.own.links.values() if link.to in earlier]
    if behind and chance.random() < 0.6:
        parts.append(chance.choice(behind))
    computed = [key for key, one in form.own.made.items() if one.type in {"text", "number"}]
    if computed and chance.random() < 0.4:
        parts.append(chance.choice(computed))
    form.title = tuple(parts)
