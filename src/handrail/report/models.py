"""A model in the report: its numbers as a forest, then effects, standardised shares and tests beside them."""

from __future__ import annotations

from handrail.documents import Block, Figure, TableBlock
from handrail.report.model_headlines import model_headline, standardised_headline
from handrail.report.risks import ALWAYS_SAID
from handrail.report.story import ResultFacts, Story
from handrail.report.words import UNIT, anchor
from handrail.values import RATIOS, STANDARDISED, Table

_ALT = "The same numbers stand in the table below."
_PLURALS = {"ratio of shares": "ratios of shares", "percentage points": "effects in percentage points"}


def model_blocks(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    """Return figures and tables of a model; a note that stands under the first is not said again."""
    tables = {name: story.released.tables[name] for name in one.tables}
    first = tables[one.node]
    said = (*common, *(note for note in first.notes if note != ALWAYS_SAID))
    blocks: list[Block] = [_forest(one, first, _read(first, _base(one)), common)]
    last: list[Block] = []
    for name, table in tables.items():
        if name == one.node:
            continue
        if any(cell.withheld for cell in table.cells) or table.measure in ("diagnostic", "comparison"):
            made = _table(one, table, said)
            # Tests and measures of the whole stand after what they are of.
            (last if table.measure == "diagnostic" else blocks).append(made)
        elif table.measure in STANDARDISED:
            blocks.append(_standardised(one, table, said))
        else:
            blocks.append(_forest(one, table, _read(table, ""), said))
    return (*blocks, *last)


def _forest(one: ResultFacts, table: Table, caption: str, said: tuple[str, ...]) -> Figure:
    sentence = model_headline(table)
    unit = table.labels.get(UNIT, "") if table.measure == "mean-difference" else ""
    return Figure(
        name=table.name,
        kind="forest",
        title=sentence,
        alt=f"{sentence} {_ALT}",
        caption=f"{caption} Source: {table.name}.",
        anchor=f"figure-{anchor(table.name)}",
        unit=f"Difference ({unit})" if unit else "",
        level=_level(one),
        said_above=said,
    )


def _read(table: Table, base: str) -> str:
    """Return how a forest is read: what it holds, and what lies right of no association."""
    called = table.labels.get("estimate", "Odds ratio").lower()
    many = _PLURALS.get(called, f"{called}s")
    none = "1" if table.measure in RATIOS else "0"
    above = table.labels.get("above", "more often")
    reported = f"reported {above}" if above in ("more often", "more times") else above
    return (
        f"{table.title}: {many} with their intervals. At {none} there is no association; right of it the "
        f"outcome was {reported}.{base}"
    )


def _standardised(one: ResultFacts, table: Table, said: tuple[str, ...]) -> Figure:
    sentence = standardised_headline(table)
    return Figure(
        name=table.name,
        title=sentence,
        alt=f"{sentence} {_ALT}",
        caption=f"{table.title}. Points are what the model expects if everybody were of one level and stayed "
        f"as they are in all else, lines their intervals. Source: {table.name}.",
        anchor=f"figure-{anchor(table.name)}",
        unit=table.labels.get(UNIT, ""),
        level=_level(one),
        said_above=said,
    )


def _table(one: ResultFacts, table: Table, said: tuple[str, ...]) -> TableBlock:
    return TableBlock(
        name=table.name,
        caption=table.title,
        anchor=f"table-{anchor(table.name)}",
        level=_level(one),
        said_above=said,
    )


def _base(one: ResultFacts) -> str:
    """Return how many of a survey's respondents answered everything that a model reads."""
    if one.base is None or one.rows is None:
        return ""
    return f" Base: the {one.base:,} of {one.rows:,} respondents who answered every question in the model."


def _level(one: ResultFacts) -> float:
    return float(one.rules.get("level", "0.95"))
