"""What the interviews say: themes with their spread in words, tables of codes, approved quotations."""

from __future__ import annotations

from collections.abc import Iterator

from handrail.documents import Block, Details, Figure, Paragraph, Section, TableBlock, Text, paragraph
from handrail.interviews import amount_words
from handrail.report.headlines import spread_headline, together_headline
from handrail.report.story import Story, StrandFacts, ThemeFacts
from handrail.report.words import anchor, levels_in_words, listed, spread_name
from handrail.values import Table

_QUOTED = 3
_DRAWN_TOGETHER = 8
"""So many topics by topics are drawn; more are a table of pairs, closed until it is asked for."""


def interview_section(story: Story) -> Section:
    """Return where each theme and each planned topic was heard, then the themes one by one."""
    figures = [
        figure
        for strand in story.strands
        for attribute in strand.attributes
        if (figure := _spread(story, strand, attribute)) is not None
    ]
    themes = [_theme(story, one, drawn=bool(figures)) for one in story.themes]
    planned = [block for strand in story.strands for block in _displays(story, strand)]
    return Section(title="What the interviews say", anchor="interviews", blocks=(*figures, *planned, *themes))


def has_displays(story: Story) -> bool:
    """Return whether any table of codes was planned."""
    return any(one.cooccurrence or one.crosstabs or one.framework for one in story.strands)


def _displays(story: Story, strand: StrandFacts) -> Iterator[Block]:
    """Yield the planned tables of codes of a strand."""
    tables = story.released.tables
    for name, attribute in strand.crosstabs:
        if name in tables:
            yield _matrix(tables[name], spread_headline(tables[name], "topic"), across=attribute)
        else:
            yield paragraph(
                f"{strand.title}: topics by {attribute} are not told, because fewer than three participants "
                "would be told apart."
            )
    if strand.cooccurrence:
        yield _together(tables[strand.cooccurrence])
    if strand.framework:
        yield TableBlock(
            name=strand.framework,
            caption=tables[strand.framework].title,
            anchor=f"table-{anchor(strand.framework)}",
            across="topic",
        )


def _together(table: Table) -> Block:
    headline = together_headline(table)
    if len({cell.group["topic"] for cell in table.cells}) <= _DRAWN_TOGETHER:
        return _matrix(table, headline, across="with")
    whole = TableBlock(name=table.name, caption=table.title, anchor=f"table-{anchor(table.name)}")
    return Details(summary=headline, blocks=(whole,))


def _matrix(table: Table, sentence: str, *, across: str) -> Block:
    if len({cell.category for cell in table.cells}) == 1:
        return paragraph(sentence)  # a drawing of one word would show nothing
    return Figure(
        name=table.name,
        kind="matrix",
        title=sentence,
        alt=f"{sentence} The same words stand in the table below.",
        caption=f"{table.title}. Topics are codes of the codebook, listed in the appendix.",
        anchor=f"figure-{anchor(table.name)}",
        across=across,
    )


def _spread(story: Story, strand: StrandFacts, attribute: str) -> Block | None:
    name = spread_name(strand.id, attribute)
    table = story.released.tables.get(name)
    if table is None:
        return None
    sentence = spread_headline(table)
    if len({cell.category for cell in table.cells}) == 1:
        return paragraph(sentence)  # a drawing of one word would show nothing
    return Figure(
        name=name,
        kind="matrix",
        title=sentence,
        alt=f"{sentence} The same words stand in the table below.",
        caption=f"{table.title}, in {strand.title[:1].lower()}{strand.title[1:]}. Source: the themes below.",
        anchor=f"figure-{anchor(name)}",
        across=attribute,
    )


def _theme(story: Story, one: ThemeFacts, *, drawn: bool) -> Section:
    said = amount_words(one.participants, one.of)
    against = amount_words(one.counter_participants, one.of)
    spread = f"Said by {said} of those interviewed."
    if one.counter_examples:
        spread += f" Counter-examples come from {against}."
    blocks: list[Block] = [Paragraph((Text(spread),))]
    by_words: dict[str, list[str]] = {}
    # Where a figure shows it for all themes, a line under each would say it again.
    for attribute, levels in () if drawn else one.attributes.items():
        by_words.setdefault(levels_in_words(levels, one.people_at_level[attribute]), []).append(attribute)
    blocks += [Paragraph((Text(f"By {listed(names)}: {words}."),)) for words, names in by_words.items()]
    node = f"theme:{one.id}"
    quoted = [name for name in one.passages if name in story.released.quotations][:_QUOTED]
    blocks += [story.quotation(name, f"quote-{anchor(node)}-{anchor(name)}") for name in quoted]
    against_quoted = [name for name in one.counter_examples if name in story.released.quotations]
    if against_quoted:
        blocks.append(Paragraph((Text("Against it:"),)))
        blocks += [story.quotation(name, f"against-{anchor(node)}-{anchor(name)}") for name in against_quoted]
    if not quoted:
        blocks.append(Paragraph((Text("No quotation was released for this theme."),)))
    return Section(
        title=one.sentence, anchor=f"shown-{anchor(node)}", blocks=tuple(blocks), level=3, listed=False
    )
