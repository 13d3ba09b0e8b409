"""What the surveys show: a section for each survey, with a figure or a table for each result."""

from __future__ import annotations

from handrail.documents import (
    Block,
    Bullets,
    Callout,
    Definition,
    Definitions,
    Figure,
    Section,
    TableBlock,
    Text,
    paragraph,
)
from handrail.report.comparisons import beside_block, compared_figure
from handrail.report.headlines import gap_headline, headline, model_headline, profiles_headline
from handrail.report.risks import risk_blocks
from handrail.report.story import ResultFacts, Story, SurveyFacts
from handrail.report.words import anchor
from handrail.values import Table

SAME_NUMBERS = "The same numbers stand in the table below."


def survey_sections(story: Story) -> list[Section]:
    """Return a section for each survey that has results."""
    sections = []
    for survey in story.surveys:
        mine = [one for one in story.results if one.survey == survey.id]
        if mine:
            sections.append(_survey(story, survey, mine))
    return sections


def _survey(story: Story, survey: SurveyFacts, results: list[ResultFacts]) -> Section:
    together = {one.beside for one in results if one.beside}
    common = common_notes(story, results)
    blocks: list[Block] = []
    if common:
        lines = tuple((Text(note),) for note in common)
        blocks.append(Callout(kind="note", title="How to read these numbers", blocks=(Bullets(lines),)))
    for one in results:
        # What stands beside another result is drawn there.
        if one.node not in together:
            blocks.append(_result(story, one, common))
    return Section(title=survey.title, anchor=f"survey-{survey.id}", blocks=tuple(blocks))


def common_notes(story: Story, results: list[ResultFacts]) -> tuple[str, ...]:
    """Return the notes that hold of every estimate of a survey: they are said once, above."""
    noted = [list(story.released.tables[one.node].notes) for one in results if one.kind == "estimate"]
    if len(noted) < 2:
        return ()
    return tuple(note for note in noted[0] if all(note in others for others in noted[1:]))


def _result(story: Story, one: ResultFacts, common: tuple[str, ...]) -> Section:
    draw = {"estimate": _estimate, "model": _model, "typology": _typology, "risk": risk_blocks}[one.kind]
    return Section(
        title=story.released.tables[one.node].title,
        anchor=f"shown-{anchor(one.node)}",
        blocks=draw(story, one, common),
        level=3,
        listed=one.kind != "estimate",
    )


def _level(one: ResultFacts) -> float:
    return float(one.rules.get("level", "0.95"))


def _estimate(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    table = story.released.tables[one.node]
    if one.beside:
        return (_paired(story, one, table, common),)
    sentence = headline(table)
    unit = table.labels.get(table.variable, "") if table.measure in ("mean", "quantile") else ""
    compared = compared_figure(one, story.released.tables, _level(one), common)
    if compared is not None:
        return (compared, *_others(story, one, common))
    drawn = table.measure in ("share", "mean", "quantile")
    if drawn and (table.dimensions or any(cell.category for cell in table.cells)):
        # The figure brings its own numbers with it: a second table would say them twice.
        return (
            Figure(
                name=one.node,
                title=sentence,
                alt=f"{sentence} {SAME_NUMBERS}",
                caption=f"Points are estimates, lines their intervals. Source: {one.node}.",
                anchor=f"figure-{anchor(one.node)}",
                unit=unit,
                level=_level(one),
                said_above=common,
            ),
            # Each group's own estimate and its precision stand before what is compared or tested.
            *_others(story, one, common),
        )
    return (
        TableBlock(
            name=one.node,
            caption=sentence.rstrip("."),
            anchor=f"table-{anchor(one.node)}",
            level=_level(one),
            said_above=common,
        ),
        *_others(story, one, common),
    )


def _paired(story: Story, one: ResultFacts, table: Table, common: tuple[str, ...]) -> Figure:
    first = story.released.tables[one.beside]
    sentence = gap_headline(first, table)
    return Figure(
        name=one.beside,
        beside=one.node,
        kind="paired",
        title=sentence,
        alt=f"{sentence} {SAME_NUMBERS}",
        caption=f"{first.title}, and {table.title}. Marks are estimates, thin lines their intervals. "
        f"Sources: {one.beside}, {one.node}.",
        anchor=f"figure-{anchor(one.node)}",
        level=_level(one),
        said_above=common,
    )


def _model(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    table = story.released.tables[one.node]
    sentence = model_headline(table)
    blocks: list[Block] = [
        Figure(
            name=one.node,
            kind="forest",
            title=sentence,
            alt=f"{sentence} {SAME_NUMBERS}",
            caption=f"{table.title}: odds ratios with their intervals. At 1 there is no association; "
            f"right of it the outcome was reported more often.{_base(one)} Source: {one.node}.",
            anchor=f"figure-{anchor(one.node)}",
            level=_level(one),
            said_above=common,
        )
    ]
    return (*blocks, *_others(story, one))


def _base(one: ResultFacts) -> str:
    """Return how many of a survey's respondents answered everything that a model reads."""
    if one.base is None or one.rows is None:
        return ""
    return f" Base: the {one.base:,} of {one.rows:,} respondents who answered every question in the model."


def _others(story: Story, one: ResultFacts, said_above: tuple[str, ...] = ()) -> list[Block]:
    tables = story.released.tables
    return [
        beside_block(name, tables, one.node, _level(one), said_above)
        for name in one.tables
        if name != one.node
    ]


def _typology(story: Story, one: ResultFacts, common: tuple[str, ...]) -> tuple[Block, ...]:
    shares = story.released.tables.get(f"{one.node}.shares")
    sentence = profiles_headline(one.title, shares)
    blocks: list[Block] = []
    if one.described:
        named = tuple(Definition(name, (paragraph(words),)) for name, words in one.described)
        blocks += [
            paragraph("People named the profiles after the experiences in them, never after a character:"),
            Definitions(named),
        ]
    blocks.append(
        Figure(
            name=one.node,
            kind="profiles",
            title=sentence,
            alt=f"{sentence} {SAME_NUMBERS}",
            caption=f"{one.title}: how likely each experience is in each profile. Source: {one.node}.",
            anchor=f"figure-{anchor(one.node)}",
            across="class",
            beside=f"{one.node}.shares" if shares is not None else "",
            said_above=common,
        )
    )
    return (*blocks, *_others(story, one))
