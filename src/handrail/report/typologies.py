"""A typology in the report: its figures, a card for each class, and every table that was released of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from handrail.documents import Block, Figure, TableBlock, paragraph
from handrail.documents.criteria_chart import CRITERIA
from handrail.documents.flow_chart import MOST_CLASSES as MOST_FLOWING
from handrail.documents.flow_chart import MOST_STEPS
from handrail.documents.profile_chart import MOST_CLASSES, MOST_ITEMS
from handrail.report.class_cards import class_cards
from handrail.report.headlines import profiles_headline
from handrail.report.story import ResultFacts, Story
from handrail.report.typology_words import (
    criteria_headline,
    flows_headline,
    heat_headline,
    likeliest_words,
    lowest_words,
    splits_words,
)
from handrail.report.words import anchor
from handrail.values import Table

_Kind = Literal["profiles", "heat", "criteria", "flows"]


def typology_blocks(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the blocks of a typology: figures, cards and tables."""
    tables = {name: table for name, table in story.released.tables.items() if table.node == one.node}
    shares = tables.get(f"{one.node}.shares")
    beside = f"{one.node}.shares" if shares is not None else ""
    sentence = profiles_headline(one.title, shares)
    profiles, ranged = tables[one.node], f"{one.node}.intervals"
    said = (*common, *_shared(list(tables.values())))
    drawn: list[Figure] = []
    if _fits(profiles):
        lead = f"{one.title}: how likely each experience is in each profile"
        first = _figure(
            one.node, "profiles", sentence, f"{lead}; a pale bar holds it where only a limit is told"
        )
        drawn.append(replace(first, across="class", beside=beside))
        heat = ranged if ranged in tables else one.node
        words = f"{one.title}: the same probabilities as shades"
        drawn.append(replace(_figure(heat, "heat", heat_headline(tables[heat]), words), across="class"))
    criteria, splits = f"{one.node}.comparison", f"{one.node}.splits"
    if criteria in tables and _has_criteria(tables[criteria]):
        words = (
            f"{one.title}: criteria of each number of profiles; the line marks the number that the team chose"
        )
        drawn.append(
            replace(_figure(criteria, "criteria", criteria_headline(tables[criteria]), words), beside=beside)
        )
    if splits in tables and _flows(tables[splits]):
        words = f"{one.title}: what the profiles of one number have in common with those of the next"
        drawn.append(_figure(splits, "flows", flows_headline(tables[splits]), words))
    # The first figure says what holds of all; the same table a second time says nothing again.
    again = (*said, *profiles.notes)
    drawn = [
        replace(figure, said_above=common if figure.kind == "profiles" else again, alt=_alt(figure, tables))
        for figure in drawn
    ]
    first_table = () if drawn and drawn[0].name == one.node else (_table(one, one.node, profiles, common),)
    return (
        *drawn[:1],
        *first_table,
        *(_intro(one)),
        *class_cards(story, one),
        *drawn[1:],
        *_others(one, tables, {figure.name for figure in drawn} | {one.node}, said),
    )


def _intro(one: ResultFacts) -> tuple[Block, ...]:
    if not one.described:
        return (paragraph("Nobody has named the profiles yet. Each has a card:"),)
    said = "People named the profiles after the experiences in them, never after a character."
    return (paragraph(f"{said} Each has a card:"),)


def _figure(name: str, kind: _Kind, sentence: str, caption: str) -> Figure:
    place = "" if kind in ("profiles", "criteria", "flows") else f"-{kind}"
    return Figure(
        name=name,
        kind=kind,
        title=sentence,
        alt=sentence,
        caption=f"{caption}. Source: {name}.",
        anchor=f"figure-{anchor(name)}{place}",
    )


def _alt(figure: Figure, tables: Mapping[str, Table]) -> str:
    """Return what a figure shows in words, for those who do not see it."""
    table = tables[figure.name]
    if figure.kind == "criteria":
        more = lowest_words(table)
    else:
        more = splits_words(table) if figure.kind == "flows" else likeliest_words(table)
    return f"{figure.title} {more} The same numbers stand in the table below."


def _fits(table: Table) -> bool:
    classes = {cell.group.get("class") for cell in table.cells}
    items = {(cell.group.get("item"), cell.category) for cell in table.cells}
    return len(classes) <= MOST_CLASSES and len(items) <= MOST_ITEMS


def _has_criteria(table: Table) -> bool:
    return (
        any(cell.value(name) is not None for cell in table.cells for name in CRITERIA)
        and len(table.cells) > 1
    )


def _flows(table: Table) -> bool:
    told = [cell for cell in table.cells if cell.withheld is None]
    steps = {cell.group["classes"] for cell in told}
    widest = max((int(step.rpartition(" ")[2]) for step in steps), default=0)
    return bool(told) and len(steps) <= MOST_STEPS and widest <= MOST_FLOWING


def _shared(tables: list[Table]) -> tuple[str, ...]:
    """Return the notes of the first table that others repeat: its reader has read them."""
    first, *rest = tables
    return tuple(note for note in first.notes if any(note in other.notes for other in rest))


def _others(
    one: ResultFacts, tables: dict[str, Table], drawn: set[str], said: tuple[str, ...]
) -> Iterator[Block]:
    for name, table in tables.items():
        if name not in drawn:
            yield _table(one, name, table, said)


def _table(one: ResultFacts, name: str, table: Table, said: tuple[str, ...]) -> TableBlock:
    return TableBlock(
        name=name,
        caption=table.title,
        anchor=f"table-{anchor(name)}",
        level=float(one.rules.get("level", "0.95")),
        across="class" if table.measure == "probability" and "class" in table.dimensions else "",
        said_above=said,
    )
