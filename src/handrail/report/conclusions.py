"""Recommendations, findings and the joint display, with everything that each rests on."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.documents import (
    Block,
    Callout,
    Definition,
    Definitions,
    Inline,
    Link,
    Paragraph,
    QuotationBlock,
    Section,
    Text,
    WordTable,
)
from handrail.guideline import Finding, JointRow, Recommendation
from handrail.report.markdown import markdown_blocks
from handrail.report.story import Story
from handrail.report.words import KINDS, anchor, listed


def recommendations(story: Story) -> Section:
    """Return the section of recommendations."""
    return Section(
        title="Recommendations",
        anchor="recommendations",
        blocks=(
            Paragraph(
                (
                    Text(
                        "Each recommendation says who should act, how strong it is and why. Its links lead "
                        "to the findings it rests on, and from there to passages and estimates."
                    ),
                )
            ),
            *(
                _recommendation(story, number, one)
                for number, one in enumerate(story.guideline.recommendations, 1)
            ),
        ),
    )


def _recommendation(story: Story, number: int, one: Recommendation) -> Section:
    facts: list[tuple[str, tuple[Inline, ...]]] = [
        ("For", (Text(listed(one.audience)),)),
        ("Who acts", (Text(one.who_acts),)),
        ("Strength", (Text(one.strength),)),
        ("Review by", (Text(one.review_date.isoformat()),)),
        ("Evidence for", _links(story, one.supports)),
        ("Evidence against", _links(story, one.challenges) or (Text("None was recorded."),)),
    ]
    blocks: list[Block] = [_facts(facts), *markdown_blocks(one.rationale, file=one.file)]
    if one.dissent:
        blocks.append(Callout(kind="note", title="Dissent", blocks=(Paragraph((Text(one.dissent),)),)))
    return Section(
        title=f"{number}. {one.sentence}",
        anchor=anchor(f"recommendation:{one.id}"),
        blocks=tuple(blocks),
        level=3,
    )


def _facts(facts: list[tuple[str, tuple[Inline, ...]]]) -> Definitions:
    return Definitions(tuple(Definition(term, (Paragraph(inlines),)) for term, inlines in facts))


def findings(story: Story) -> Section:
    """Return the section of findings."""
    return Section(
        title="Findings",
        anchor="findings",
        blocks=tuple(_finding(story, one) for one in story.guideline.findings),
    )


def _finding(story: Story, one: Finding) -> Section:
    facts: list[tuple[str, tuple[Inline, ...]]] = [
        ("Supported by", _links(story, one.supports)),
        ("Challenged by", _links(story, one.challenges) or (Text("Nothing was recorded."),)),
        ("Used by", _used_by(story, f"finding:{one.id}")),
    ]
    blocks: list[Block] = [_facts(facts)]
    for reference in (*one.supports, *one.challenges):
        node = story.resolve(reference)
        if node in story.released.quotations:
            blocks.append(QuotationBlock(name=node, anchor=f"quoted-{anchor(one.id)}-{anchor(node)}"))
    return Section(title=one.sentence, anchor=anchor(f"finding:{one.id}"), blocks=tuple(blocks), level=3)


def _used_by(story: Story, node: str) -> tuple[Inline, ...]:
    above = [edge.node for edge in story.graph.above(node)]
    return _between(_link(story, other) for other in above) or (Text("No recommendation yet."),)


def _links(story: Story, references: tuple[str, ...]) -> tuple[Inline, ...]:
    return _between(_link(story, story.resolve(reference)) for reference in references)


def _between(links: Iterable[Link]) -> tuple[Inline, ...]:
    inlines: list[Inline] = []
    for link in links:
        if inlines:
            inlines.append(Text("; "))
        inlines.append(link)
    return tuple(inlines)


def _link(story: Story, node: str) -> Link:
    found = story.graph.nodes[node]
    words = found.title if found.kind == "passage" else f"{KINDS[found.kind]}: {found.title}"
    return Link(target=anchor(node), text=words)


def joint_display(story: Story) -> Section:
    """Return the joint display: what was said beside what was counted."""
    rows = tuple(
        (
            (Text(row.topic),),
            _links(story, row.interviews) or (Text("—"),),
            _links(story, row.survey) or (Text("—"),),
            (Text(_reading(row)),),
            (Text(row.why),),
        )
        for row in story.guideline.joint_display
    )
    return Section(
        title="What was said beside what was counted",
        anchor="joint-display",
        blocks=(
            Paragraph(
                (
                    Text(
                        "Each row sets themes from interviews beside estimates from surveys. Silence is told "
                        "apart: a topic was not asked, was asked but not said, or there is no data."
                    ),
                )
            ),
            WordTable(
                header=("Topic", "In the interviews", "In the survey", "Reading", "Why"),
                rows=rows,
                caption="Joint display",
            ),
        ),
    )


def _reading(row: JointRow) -> str:
    return f"silence: {row.silence}" if row.reading == "silence" else row.reading
