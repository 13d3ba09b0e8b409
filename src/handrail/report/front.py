"""The first page and the cards: what was asked, found and to be done, and one side for each audience."""

from __future__ import annotations

from handrail.documents import (
    Block,
    Bullets,
    Card,
    Heading,
    Inline,
    Inlines,
    Link,
    Numbered,
    Paragraph,
    Strong,
    Text,
)
from handrail.guideline import AUDIENCES, Recommendation
from handrail.report.story import Story
from handrail.report.words import anchor, day_words, listed, plural


def front(story: Story) -> tuple[Block, ...]:
    """Return the first page: the question, the findings and the recommendations, each a link."""
    # A few words where the team wrote them: the whole sentence stands with the evidence.
    told = [one for one in story.guideline.findings if one.first_page]
    findings: list[Inlines] = [
        (Link(target=anchor(f"finding:{one.id}"), text=one.short or one.sentence),) for one in told
    ]
    more = len(story.guideline.findings) - len(told)
    if more:
        findings.append((Link(target="findings", text=f"And {plural(more, 'finding')} more"),))
    actions = [
        (Link(target=anchor(f"recommendation:{one.id}"), text=one.short or one.sentence),)
        for one in story.guideline.recommendations
    ]
    return (
        *_your_page(story),
        Heading(level=2, text="What was asked", anchor="asked"),
        Paragraph((Text(story.study.question),)),
        Heading(level=2, text="What was found", anchor="found"),
        Bullets(tuple(findings)),
        Heading(level=2, text="What to do", anchor="to-do"),
        Numbered(tuple(actions)),
    )


def _audiences(story: Story) -> list[str]:
    addressed = {audience for one in story.guideline.recommendations for audience in one.audience}
    return [audience for audience in AUDIENCES if audience in addressed]


def _your_page(story: Story) -> tuple[Block, ...]:
    """Return links to the cards: a reader with ten seconds finds one page."""
    links: list[Inline] = []
    for audience in _audiences(story):
        links.append(Text(" \u00b7 " if links else " for "))
        links.append(Link(target=_card_anchor(audience), text=_reader(audience)))
    return (Paragraph((Strong("One page"), *links)),) if links else ()


def _for(story: Story, audience: str) -> list[Recommendation]:
    """Return an audience's recommendations: first those that name it first, which are its own."""
    mine = [one for one in story.guideline.recommendations if audience in one.audience]
    return sorted(mine, key=lambda one: one.audience.index(audience))


def cards(story: Story) -> tuple[Card, ...]:
    """Return a card for each audience that a recommendation addresses, in the fixed order of audiences."""
    return tuple(_card(story, audience, _for(story, audience)) for audience in _audiences(story))


def _card(story: Story, audience: str, recommendations: list[Recommendation]) -> Card:
    blocks: list[Block] = []
    for one in recommendations:
        blocks.append(Heading(level=4, text=one.sentence))
        if one.steps:
            blocks.append(Bullets(tuple((Text(step),) for step in one.steps)))
        dissent = " Not everyone agrees." if one.dissent else ""
        facts = (
            f"Who acts: {one.who_acts}. Strength: {one.strength}; to be reviewed by "
            f"{day_words(one.review_date)}.{dissent} "
        )
        why = Link(target=anchor(f"recommendation:{one.id}"), text="Why, and on what evidence")
        blocks.append(Paragraph((Text(facts), why)))
    links = {reference for one in recommendations for reference in one.supports}
    findings = [finding for finding in story.guideline.findings if f"finding:{finding.id}" in links]
    if findings:
        blocks.append(Heading(level=4, text="Because"))
        blocks.append(
            Bullets(
                tuple(
                    (Link(target=anchor(f"finding:{one.id}"), text=one.short or one.sentence),)
                    for one in findings
                )
            )
        )
    return Card(
        audience=audience,
        title=f"For {_reader(audience)}",
        blocks=tuple(blocks),
        anchor=_card_anchor(audience),
    )


def _card_anchor(audience: str) -> str:
    return f"card-{audience.replace(' ', '-')}"


def _reader(audience: str) -> str:
    readers = {
        "industry product": "people who build products",
        "industry legal": "legal and compliance teams in industry",
        "police front line": "front-line police officers",
        "police investigator": "police investigators",
        "policy": "people who make policy",
    }
    return readers.get(audience, listed([audience]))
