"""Checks on an analysis of interviews, and the account that takes their place under a reflexive approach."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.documents import (
    Block,
    Definition,
    Definitions,
    Details,
    Figure,
    TableBlock,
    Text,
    WordTable,
    paragraph,
)
from handrail.interviews import METHODS
from handrail.report.story import StrandFacts
from handrail.report.words import day_words, plural

ORDERS_LEVEL = 0.9
"""Nine in ten random orders lie between the ends of the curve."""


def checks_words(one: StrandFacts) -> Iterator[str]:
    """Yield what is said of the checks that were not planned, or do not apply."""
    if one.approach == "reflexive":
        yield (
            "Agreement between coders and saturation are not applicable under a reflexive approach; "
            "they are not missing."
        )
        return
    if not one.saturation:
        yield "Saturation was not planned."
    if not one.agreement:
        yield "Agreement between coders was not planned as a check."


def displays_words(one: StrandFacts) -> Iterator[str]:
    """Yield after whom the planned tables of codes are made."""
    for name, planned in (
        ("co_occurrence", one.cooccurrence),
        ("crosstab", one.crosstabs),
        ("framework_matrix", one.framework),
    ):
        if planned:
            method = METHODS[f"interviews.{name}"]
            yield f"{method.label}. After {method.reference}."


def account(one: StrandFacts) -> Iterator[Block]:
    """Yield the account of the researchers' part: positionality, information power, memos and history."""
    if one.positionality:
        yield paragraph(f"Positionality: {one.positionality}")
    if one.information_power:
        yield paragraph("Information power: why this many interviews suffice.")
        yield Definitions(
            tuple(Definition(part, (paragraph(words),)) for part, words in one.information_power.items())
        )
    if one.memos is not None:
        when = day_words(one.memos.first)
        if one.memos.last != one.memos.first:
            when = f"{when} to {day_words(one.memos.last)}"
        yield paragraph(
            f"{plural(one.memos.memos, 'memo')} by {plural(one.memos.by, 'researcher')} ({when}) "
            f"{'is' if one.memos.memos == 1 else 'are'} kept with the study."
        )
    elif one.approach == "reflexive":
        yield paragraph("No memos are kept with the study.")
    if one.history:
        yield WordTable(
            header=("Theme", "On", "What changed"),
            rows=tuple(
                ((Text(theme),), (Text(day_words(on)),), (Text(note),)) for theme, on, note in one.history
            ),
            caption="How the themes came about",
            anchor=f"history-{one.id}",
        )
    elif one.approach == "reflexive":
        yield paragraph("No dated history of the themes is recorded.")


def new_codes(one: StrandFacts) -> Iterator[Block]:
    """Yield the tables of new codes over the interviews, where they were planned."""
    if not one.saturation:
        return
    curve = f"{one.saturation}.curve"
    yield TableBlock(
        name=one.saturation,
        caption="New codes observed under this codebook",
        anchor=f"table-{one.saturation}",
    )
    yield Details(
        summary="Codes after more and more interviews, over random orders",
        blocks=(
            Figure(
                name=curve,
                title="Different codes used after more and more interviews",
                alt="A point for each number of interviews: the mean number of different codes over all "
                "orders of the interviews, with a line to where nine in ten random orders lie. The table "
                "holds the numbers.",
                caption="Mean over all orders of the interviews; nine in ten random orders lie on the line.",
                anchor=f"figure-{curve}",
                unit="Different codes used",
                level=ORDERS_LEVEL,
            ),
        ),
    )
