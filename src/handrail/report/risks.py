"""A risk analysis in the report: its odds ratios, what each block adds, and how well the model does."""

from __future__ import annotations

from handrail.documents import Block, Bullets, Callout, Figure, TableBlock, Text
from handrail.report.headlines import model_headline
from handrail.report.story import ResultFacts, Story
from handrail.report.words import anchor
from handrail.values import Table

ALWAYS_SAID = "An association in a population, not a screening of a child; it names no cause."
"""The reading that stands under every table, wherever the others stand."""


def risk_blocks(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    """Return the figure and the tables of a risk analysis, with what holds of all of them said once above."""
    tables = {name: story.released.tables[name] for name in one.tables}
    shared = _shared(list(tables.values()))
    said = (*common, *shared)
    blocks: list[Block] = []
    if shared:
        lines = tuple((Text(note),) for note in shared)
        blocks.append(Callout(kind="note", title="How to read this analysis", blocks=(Bullets(lines),)))
    table = tables[one.node]
    sentence = model_headline(table)
    blocks.append(
        Figure(
            name=one.node,
            kind="forest",
            title=sentence,
            alt=f"{sentence} The same numbers stand in the table below.",
            caption=f"{table.title}: odds ratios with their intervals, block by block. At 1 there is no "
            f"association; right of it the outcome was reported more often.{_base(one)} Source: {one.node}.",
            anchor=f"figure-{anchor(one.node)}",
            level=_level(one),
            said_above=said,
        )
    )
    for name, other in tables.items():
        if name != one.node:
            blocks += _other(one, name, other, said)
    return tuple(blocks)


def _other(one: ResultFacts, name: str, table: Table, said: tuple[str, ...]) -> list[Block]:
    caption = table.title.removeprefix(f"{one.title}: ")
    return [
        TableBlock(
            name=name,
            caption=f"{caption[:1].upper()}{caption[1:]}",
            anchor=f"table-{anchor(name)}",
            level=_level(one),
            said_above=said,
        )
    ]


def _shared(tables: list[Table]) -> tuple[str, ...]:
    """Return the notes of all tables about the analysis; odds ratios and their area have their own."""
    noted = [table.notes for table in tables if table.measure == "diagnostic" and ALWAYS_SAID in table.notes]
    if len(noted) < 2:
        return ()
    return tuple(
        note for note in noted[-1] if note != ALWAYS_SAID and all(note in others for others in noted)
    )


def _level(one: ResultFacts) -> float:
    return float(one.rules.get("level", "0.95"))


def _base(one: ResultFacts) -> str:
    if one.base is None or one.rows is None:
        return ""
    return f" Base: {one.base:,} of {one.rows:,} respondents, those with a part in the model."
