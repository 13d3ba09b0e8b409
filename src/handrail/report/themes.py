"""What the interviews say: themes with their spread in words, approved quotations and counter-examples."""

from __future__ import annotations

from handrail.documents import Block, Figure, Paragraph, Section, Text, paragraph
from handrail.interviews import amount_words
from handrail.report.headlines import spread_headline
from handrail.report.story import Story, StrandFacts, ThemeFacts
from handrail.report.words import anchor, levels_in_words, listed, spread_name

_QUOTED = 3


def interview_section(story: Story) -> Section:
    """Return where each theme was heard, then the themes one by one."""
    figures = [
        figure
        for strand in story.strands
        for attribute in strand.attributes
        if (figure := _spread(story, strand, attribute)) is not None
    ]
    themes = [_theme(story, one, drawn=bool(figures)) for one in story.themes]
    return Section(title="What the interviews say", anchor="interviews", blocks=(*figures, *themes))


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
