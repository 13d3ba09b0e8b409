"""Class cards: one side for each class of a typology, out of released tables alone.

A card says how common a class is, what marks it, what goes together with it, what protects and what services
can change, how stable it is and who read its name; and on every card, that a class is a pattern in answers.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from handrail.documents import (
    Block,
    Bullets,
    Callout,
    Card,
    Definition,
    Definitions,
    Inlines,
    Strong,
    Text,
    numbers,
    paragraph,
)
from handrail.report.class_marks import marks_of
from handrail.report.class_tables import TypologyTables, typology_tables
from handrail.report.story import ProfileFacts, ResultFacts, Story
from handrail.report.words import CHANGED_OR_PROTECTS, anchor, day_words, listed
from handrail.values import Cell, Table

WARNING = "A class is a pattern in answers, not a kind of child"
_WARNED = (
    "Nobody is put into a profile, and no one can be picked out by it: answers are more or less like it. It "
    "says what happened to many, not what they are like or what they wanted. Whatever was done to them is "
    "the doing of those who did it."
)
NOT_ASKED = "Not asked in this study."
NOT_EXAMINED = "Not examined in this study."
WITHHELD = "Withheld, because groups are too small"
REFERENCE = "With it the other profiles are compared: their cards say how they differ from it."
NOTHING_APART = "Nothing that could be told apart."
NOT_READ = "This name is not yet read by a second person."
MOST, LONGEST = 5, 72
"""So many lines of one kind stand on a card, and so many letters of a name: it has one side."""

ASSOCIATION = "An association in a population: it names no cause."


def class_cards(story: Story, one: ResultFacts) -> tuple[Card, ...]:
    """Return a card for each class of a typology."""
    tables = typology_tables(story, one.node)
    return tuple(_card(one, tables, name, position) for position, name in enumerate(tables.classes))


def _card(one: ResultFacts, tables: TypologyTables, name: str, position: int) -> Card:
    named = next((profile for profile in one.described if profile.name == name), None)
    told: tuple[Block, ...] = (paragraph(named.description),) if named else ()
    facts = (
        ("How common it is", (paragraph(_how_common(tables.shares, name, weighted=_is_weighted(one))),)),
        ("What marks it", _what_marks(tables, name)),
        ("What it goes together with", _associated(one, tables, name)),
        ("What protects, and what services can change", _changeable(one, tables, name)),
        ("How stable it is", (paragraph(_stable(tables.recovered, name)),)),
        ("Its name", (paragraph(_naming(named)),)),
    )
    return Card(
        audience=f"{one.title}: profile {position + 1} of {len(tables.classes)}",
        title=name,
        blocks=(
            *told,
            Callout(kind="warning", title=WARNING, blocks=(paragraph(_WARNED),)),
            Definitions(tuple(Definition(term, blocks) for term, blocks in facts)),
        ),
        anchor=f"card-{anchor(one.node)}-{position + 1}",
    )


def _is_weighted(one: ResultFacts) -> bool:
    return one.rules.get("weights", "none") != "none"


def _how_common(shares: Table | None, name: str, *, weighted: bool) -> str:
    cell = next((one for one in shares.cells if one.category == name), None) if shares else None
    if cell is None or cell.withheld is not None:
        return f"{WITHHELD}."
    between = numbers.interval(cell, "share")
    held = f" ({numbers.level(0.95)} interval {between})" if between else ""
    share, n = numbers.estimate(cell, "share"), numbers.count(cell.n)
    # A weighted share is one of the population that weights stand for, and no part of those who answered.
    words = (
        f"{share} weighted{held}; {n} respondents answered"
        if weighted
        else f"{share} of {n} respondents{held}"
    )
    return f"{words}." if between else f"{words}; no interval was computed."


def _what_marks(tables: TypologyTables, name: str) -> tuple[Block, ...]:
    found = marks_of(tables.profiles, tables.everyone, name)
    blocks: list[Block] = []
    if found.marks:
        blocks.append(paragraph("How likely it is here and among everybody, the largest differences first:"))
        blocks.append(Bullets(tuple(_line(one.item, one.words) for one in found.marks)))
    if found.alike:
        blocks.append(paragraph(f"About as common as among everybody: {_quoted(found.alike)}."))
    if found.withheld:
        blocks.append(paragraph(f"{WITHHELD}: {_quoted(found.withheld)}."))
    return tuple(blocks)


def _line(words: str, rest: str) -> Inlines:
    return (Strong(_short(words)), Text(f": {rest}"))


def _short(words: str) -> str:
    return textwrap.shorten(words, LONGEST, placeholder=" \u2026")


def _some(words: Sequence[str]) -> str:
    """Return a list that leaves a card its one side."""
    if len(words) <= MOST:
        return listed(words)
    return listed([*words[: MOST - 1], f"{len(words) - MOST + 1} more, in the table"])


def _cut(lines: Sequence[Inlines]) -> tuple[Block, ...]:
    left = len(lines) - MOST
    more = (paragraph(f"And {left} more, in the tables."),) if left > 0 else ()
    return (Bullets(tuple(lines[:MOST])), *more, paragraph(ASSOCIATION))


def _associated(one: ResultFacts, tables: TypologyTables, name: str) -> tuple[Block, ...]:
    lines = [
        *_factors(tables, name, one.roles, changeable=False),
        *_outcomes(tables, name, one.roles, changeable=False),
    ]
    if not lines:
        asked = any(tables.predictors) or any(tables.outcomes)
        return (paragraph(NOTHING_APART if asked else NOT_ASKED),)
    return _cut(lines)


def _changeable(one: ResultFacts, tables: TypologyTables, name: str) -> tuple[Block, ...]:
    lines = [
        *_factors(tables, name, one.roles, changeable=True),
        *_outcomes(tables, name, one.roles, changeable=True),
    ]
    if lines:
        return _cut(lines)
    asked = [label for label, role in one.roles.items() if role in CHANGED_OR_PROTECTS]
    if not asked:
        return (paragraph(f"{NOT_ASKED} Its survey has no variable on a service or on what protects."),)
    related = [*_of_factors(tables, name, asked), *_of_outcomes(tables, name, asked)]
    if related:
        told = f"{WITHHELD}." if any(cell.withheld for cell in related) else NOTHING_APART
        return (paragraph(told),)
    return (
        paragraph(
            f"{NOT_ASKED} The survey has answers on {_quoted(asked)}; no model relates them to the profiles."
        ),
    )


def _of_factors(tables: TypologyTables, name: str, asked: Sequence[str]) -> Iterator[Cell]:
    """Yield what is told of factors in a class; where others are compared with it, what is told of them."""
    for table in tables.predictors:
        compared = any(cell.group["class"] == name for cell in table.cells)
        for cell in table.cells:
            if cell.group["factor"] in asked and (not compared or cell.group["class"] == name):
                yield cell


def _of_outcomes(tables: TypologyTables, name: str, asked: Sequence[str]) -> Iterator[Cell]:
    for table in tables.outcomes:
        for cell in table.cells:
            if cell.group["item"] in asked and cell.group["class"] == name:
                yield cell


def _quoted(labels: Sequence[str]) -> str:
    return _some([f"“{_short(label)}”" for label in labels])


def _factors(
    tables: TypologyTables, name: str, roles: Mapping[str, str], *, changeable: bool
) -> Iterator[Inlines]:
    for table in tables.predictors:
        others = {cell.group["class"] for cell in table.cells}
        if name not in others:
            told = [cell.group["factor"] for cell in table.cells if cell.withheld is None]
            if any((roles.get(factor) in CHANGED_OR_PROTECTS) == changeable for factor in told):
                yield (Text(REFERENCE),)
            continue
        against = listed(f"“{one}”" for one in tables.classes if one not in others)
        for cell in sorted(table.cells, key=_strength):
            factor = cell.group["factor"]
            wanted = (roles.get(factor) in CHANGED_OR_PROTECTS) == changeable
            if cell.group["class"] != name or not wanted or cell.withheld or numbers.is_reference(cell):
                continue
            level = cell.group.get("level", "")
            words = factor if level.lower() in ("", "yes", "1") else f"{factor}, {level}"
            between = numbers.interval(cell, "odds-ratio")
            rest = f"odds ratio {numbers.estimate(cell, 'odds-ratio')}" + (f" ({between})" if between else "")
            yield _line(words, f"{rest} against {against}{_clear(cell)}")


def _strength(cell: Cell) -> tuple[bool, float]:
    """Return what orders associations: the clear ones first, and of these the strongest."""
    odds = numbers.known(cell, "estimate")
    return bool(_clear(cell)), -abs(math.log(odds)) if odds else 0.0


def _clear(cell: Cell) -> str:
    low, high = cell.value("low"), cell.value("high")
    if low is None or high is None or low > 1 or high < 1:
        return ""
    return "; the interval holds 1, so that no direction is clear"


def _outcomes(
    tables: TypologyTables, name: str, roles: Mapping[str, str], *, changeable: bool
) -> Iterator[Inlines]:
    for table in tables.outcomes:
        kinds = dict.fromkeys((cell.group["item"], cell.category) for cell in table.cells)
        for item, category in kinds:
            if (roles.get(item) in CHANGED_OR_PROTECTS) != changeable:
                continue
            those = {
                cell.group["class"]: cell
                for cell in table.cells
                if (cell.group["item"], cell.category) == (item, category)
            }
            cell = those.get(name)
            if cell is None or cell.withheld is not None:
                continue
            between = numbers.interval(cell, table.measure)
            here = numbers.estimate(cell, table.measure) + (f" ({between})" if between else "")
            rest = [one for other, one in those.items() if other != name and numbers.drawn(one) is not None]
            rest.sort(key=lambda one: numbers.drawn(one) or 0.0)
            span = list(dict.fromkeys(numbers.estimate(one, table.measure) for one in (rest[:1] + rest[-1:])))
            told = "" if len(rest) == len(those) - 1 else " that may be shown"
            beside = f"; in the other profiles{told} {' to '.join(span)}" if span else ""
            yield _line(item if category is None else f"{item}, {category}", f"{here}{beside}")


def _stable(recovered: Table | None, name: str) -> str:
    cell = (
        next((one for one in recovered.cells if one.group.get("class") == name), None) if recovered else None
    )
    share, draws, jaccard = (
        None if cell is None else numbers.known(cell, part) for part in ("recovered", "draws", "jaccard")
    )
    if share is None or draws is None:
        return NOT_EXAMINED
    back, drawn = numbers.count(round(share * draws)), numbers.count(draws)
    words = f"It came back in {back} of {drawn} draws of the sample ({numbers.per_cent(share)})"
    if jaccard is None:
        return f"{words}."
    both = "of those most like it in either sample, the share in both"
    return f"{words}. Mean Jaccard {numbers.mean(jaccard)}: {both}."


def _naming(named: ProfileFacts | None) -> str:
    if named is None:
        return "Nobody has named it yet."
    why = named.because.strip().rstrip(".")
    reason = f"Named so because: {why}." if why else "No reason was recorded."
    if not named.second_reader or not why:
        return f"{reason} {NOT_READ}"
    on = f" on {day_words(named.read_on)}" if named.read_on else ""
    if named.is_self_checked:
        return f"{reason} Self-checked{on}: whoever named it works alone. {NOT_READ}"
    return f"{reason} Read by {named.second_reader}{on}."
