"""The first page and the cards: what was asked, found and to be done, and one side for each audience."""

from __future__ import annotations

from handrail.documents import Block, Bullets, Card, Heading, Inline, Link, Numbered, Paragraph, Strong, Text
from handrail.guideline import AUDIENCES, Recommendation
from handrail.report.story import Story
from handrail.report.words import anchor, day_words, listed


def front(story: Story) -> tuple[Block, ...]:
    """Return the first page: the question, the findings and the recommendations, each a link."""
    findings = [
        (Text(one.sentence + " "), Link(target=anchor(f"finding:{one.id}"), text="evidence"))
        for one in story.guideline.findings
    ]
    actions = [
        (Text(one.sentence + " "), Link(target=anchor(f"recommendation:{one.id}"), text="why"))
        for one in story.guideline.recommendations
    ]
    return (
        Heading(level=2, text="What was asked", anchor="asked"),
        Paragraph((Text(story.study.question),)),
        Heading(level=2, text="What was found", anchor="found"),
        Bullets(tuple(findings)),
        Heading(level=2, text="What to do", anchor="to-do"),
        Numbered(tuple(actions)),
    )


def cards(story: Story) -> tuple[Card, ...]:
    """Return a card for each audience that a recommendation addresses, in the fixed order of audiences."""
    return tuple(
        _card(story, audience, mine)
        for audience in AUDIENCES
        if (mine := [one for one in story.guideline.recommendations if audience in one.audience])
    )


def _card(story: Story, audience: str, recommendations: list[Recommendation]) -> Card:
    blocks: list[Block] = [Heading(level=4, text="What to do")]
    for one in recommendations:
        blocks.append(Paragraph((Strong(one.sentence),)))
        facts: list[tuple[Inline, ...]] = [
            (Text(f"Who acts: {one.who_acts}"),),
            (Text(f"Strength: {one.strength}; to be reviewed by {day_words(one.review_date)}"),),
        ]
        if one.dissent:
            facts.append((Text(f"Not everyone agrees: {one.dissent}"),))
        facts.append((Link(target=anchor(f"recommendation:{one.id}"), text="Why, and on what evidence"),))
        blocks.append(Bullets(tuple(facts)))
    links = {reference for one in recommendations for reference in one.supports}
    findings = [finding for finding in story.guideline.findings if f"finding:{finding.id}" in links]
    if findings:
        blocks.append(Heading(level=4, text="Because"))
        blocks.append(
            Bullets(
                tuple(
                    (Text(one.sentence + " "), Link(target=anchor(f"finding:{one.id}"), text="evidence"))
                    for one in findings
                )
            )
        )
    return Card(audience=audience, title=f"For {_reader(audience)}", blocks=tuple(blocks))


def _reader(audience: str) -> str:
    readers = {
        "industry product": "people who build products",
        "industry legal": "legal and compliance teams in industry",
        "police front line": "front-line police officers",
        "police investigator": "police investigators",
        "policy": "people who make policy",
    }
    return readers.get(audience, listed([audience]))
