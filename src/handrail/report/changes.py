"""Changes since earlier editions: which recommendations' evidence was revised, and nothing about why.

A reason or a number beside a date could point at a person, so that this section has neither.
"""

from __future__ import annotations

from handrail.documents import (
    Bullets,
    Definition,
    Definitions,
    Inline,
    Inlines,
    Link,
    Section,
    Text,
    paragraph,
)
from handrail.report.story import EditionFacts, Story
from handrail.report.words import anchor, day_words


def changes(story: Story) -> Section:
    """Return the change log, the latest edition first."""
    here = {f"recommendation:{one.id}" for one in story.guideline.recommendations}
    days = tuple(
        Definition(day_words(edition.on), (Bullets(_lines(edition, here)),))
        for edition in reversed(story.editions)
    )
    return Section(
        title="Changes since earlier editions",
        anchor="changes",
        blocks=(
            paragraph(
                "By the day of the edition, under the names by which recommendations are cited. One whose "
                "evidence was revised may rest on other passages or numbers than before: cite it from the "
                "latest edition."
            ),
            Definitions(days),
        ),
    )


def _lines(edition: EditionFacts, here: set[str]) -> tuple[Inlines, ...]:
    parts = (
        ("The evidence was revised of ", edition.revised),
        ("Worded anew by the team: ", edition.reworded),
        ("New: ", edition.new),
        ("No longer part of the guideline: ", edition.gone),
    )
    return tuple((Text(said), *_named(nodes, here)) for said, nodes in parts if nodes)


def _named(nodes: tuple[str, ...], here: set[str]) -> tuple[Inline, ...]:
    named: list[Inline] = []
    for node in nodes:
        named.append(Link(target=anchor(node), text=node) if node in here else Text(node))
        named.append(Text("." if node == nodes[-1] else ", "))
    return tuple(named)
