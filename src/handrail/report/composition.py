"""Compose: the whole guideline as one document tree."""

from __future__ import annotations

from handrail.documents import Document, Section, paragraph
from handrail.report.appendix import appendix
from handrail.report.changes import changes
from handrail.report.citation import citation
from handrail.report.conclusions import findings, joint_display, recommendations
from handrail.report.front import cards, front
from handrail.report.glossary import glossary
from handrail.report.methods_text import limits, methods
from handrail.report.story import Story
from handrail.report.surveys import survey_sections
from handrail.report.themes import has_displays, interview_section

HEAD_DIGITS = 16
"""Digits of the audit head that a page prints, few enough to be read aloud: 64 bits, so that a forged log
takes some 10^19 attempts to hold them. ``results.json`` and ``manifest.json`` have all 40."""

INVENTED = "Invented data: no person said or answered any of this."


def compose(story: Story) -> Document:
    """Return the guideline: first page, cards, conclusions, evidence, limits, methods, glossary, appendix.

    Parameters
    ----------
    story
        Everything that there is to tell; numbers and quotations come from its ``released`` only.
    """
    study = story.study
    sections: list[Section] = []
    mine = cards(story)
    if mine:
        sections.append(Section(title="One page for each reader", anchor="cards", blocks=mine))
    if story.guideline.recommendations:
        sections.append(recommendations(story))
    if story.guideline.findings:
        sections.append(findings(story))
    if story.guideline.joint_display:
        sections.append(joint_display(story))
    if story.themes or has_displays(story):
        sections.append(interview_section(story))
    sections += survey_sections(story)
    sections += [limits(story), methods(story), glossary(story), citation(story)]
    if story.editions:
        sections.append(changes(story))
    sections.append(appendix(story))
    return Document(
        title=study.title,
        subtitle="",
        language=study.language,
        banner=INVENTED if study.synthetic else None,
        front=front(story),
        sections=tuple(sections),
        footer=(
            paragraph(
                f"Made with Handrail {story.version}. "
                f"Head of the audit log: {story.audit_head[:HEAD_DIGITS]}."
            ),
        ),
        released=story.released,
        authors=study.authors,
    )
