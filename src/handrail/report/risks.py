"""A risk analysis in the report: its odds ratios, what each block adds, and how well the model does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from handrail.documents import Block, Bullets, Callout, Details, Figure, TableBlock, Text
from handrail.report.risk_headlines import (
    calibration_headline,
    curve_headline,
    parts_headline,
    reach_headline,
    risk_headline,
)
from handrail.report.story import ResultFacts, Story
from handrail.report.words import anchor
from handrail.values import Table

ALWAYS_SAID = "An association in a population, not a screening of a child; it names no cause."
"""The reading that stands under every table, wherever the others stand."""

_Kind = Literal["parts", "calibration", "reach", "specifications"]
_DRAWN: Mapping[str, tuple[_Kind, Callable[[Table], str], str]] = {
    "dominance": (
        "parts",
        parts_headline,
        "Bars: what each block adds to McFadden's R2, averaged over all orders in which blocks can enter",
    ),
    "calibration": (
        "calibration",
        calibration_headline,
        "Each point is a group of past answers; on the line, the share observed is the one expected",
    ),
    "reach": (
        "reach",
        reach_headline,
        "Net benefit: those reached who need it, less those reached without need, each weighed by the "
        "threshold. The line of an offer to everybody leaves the drawing where it falls below it",
    ),
    "specifications": (
        "specifications",
        curve_headline,
        "Above, odds ratios in rising order; below, what each specification decided. Its numbers stand in "
        "the evidence appendix",
    ),
}
"""What a table's name ends in to the drawing that it gets, its headline, and how it is read."""


def risk_blocks(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    """Return figures and tables of a risk analysis, with what holds of all of them said once above."""
    tables = {name: story.released.tables[name] for name in one.tables}
    shared = _shared(list(tables.values()))
    said = (*common, *shared)
    blocks: list[Block] = []
    if shared:
        lines = tuple((Text(note),) for note in shared)
        blocks.append(Callout(kind="note", title="How to read this analysis", blocks=(Bullets(lines),)))
    table = tables[one.node]
    sentence = risk_headline(tables, one.node)
    blocks.append(
        Figure(
            name=one.node,
            kind="forest",
            title=sentence,
            alt=_alt(sentence),
            caption=f"{table.title}: odds ratios with their intervals, block by block. At 1 there is no "
            f"association; right of it the outcome was reported more often.{_base(one)} Source: {one.node}.",
            anchor=f"figure-{anchor(one.node)}",
            level=_level(one),
            said_above=said,
        )
    )
    # The curve's own table is short already.
    short = {f"{one.node}.specification-summary"} if curve_drawn(one, tables) else set()
    blocks += [
        _other(one, name, other, said) for name, other in tables.items() if name not in {one.node, *short}
    ]
    return tuple(blocks)


def curve_drawn(one: ResultFacts, tables: Mapping[str, Table]) -> bool:
    """Return whether an analysis has a specification curve of which nothing is withheld: it is drawn."""
    curve = tables.get(f"{one.node}.specifications")
    return curve is not None and not any(cell.withheld for cell in curve.cells)


def every_specification(story: Story) -> list[Block]:
    """Return the whole table of each specification curve that is drawn, for the appendix."""
    return [
        Details(
            summary=f"{one.title}: every specification",
            blocks=(
                TableBlock(
                    name=f"{one.node}.specifications",
                    caption=story.released.tables[f"{one.node}.specifications"].title,
                    anchor=f"table-{anchor(one.node)}-every",
                    level=_level(one),
                ),
            ),
        )
        for one in story.results
        if one.kind == "risk" and curve_drawn(one, story.released.tables)
    ]


def _other(one: ResultFacts, name: str, table: Table, said: tuple[str, ...]) -> Block:
    caption = table.title.removeprefix(f"{one.title}: ")
    caption = f"{caption[:1].upper()}{caption[1:]}"
    drawn = _DRAWN.get(name.removeprefix(f"{one.node}."))
    if drawn is None or any(cell.withheld for cell in table.cells):
        return TableBlock(
            name=name, caption=caption, anchor=f"table-{anchor(name)}", level=_level(one), said_above=said
        )
    kind, headline, reading = drawn
    sentence = headline(table)
    return Figure(
        name=name,
        kind=kind,
        title=sentence,
        alt=_alt(sentence),
        caption=f"{caption}. {reading}. Source: {name}.",
        anchor=f"figure-{anchor(name)}",
        level=_level(one),
        said_above=said,
    )


def _alt(sentence: str) -> str:
    return f"{sentence} The same numbers stand in the table below."


def _shared(tables: list[Table]) -> tuple[str, ...]:
    """Return the notes of all tables of an analysis but the one that each of them keeps."""
    first, *rest = (table.notes for table in tables)
    return tuple(note for note in first if note != ALWAYS_SAID and all(note in others for others in rest))


def _level(one: ResultFacts) -> float:
    return float(one.rules.get("level", "0.95"))


def _base(one: ResultFacts) -> str:
    if one.base is None or one.rows is None:
        return ""
    return f" Base: {one.base:,} of {one.rows:,} respondents, those with a part in the model."
