"""How to cite the guideline, and any one sentence of it."""

from __future__ import annotations

from handrail.documents import Paragraph, Section, Text, paragraph
from handrail.report.story import Story
from handrail.report.words import day_words, listed


def citation(story: Story) -> Section:
    """Return the words by which the guideline is cited, from the plan alone."""
    study = story.study
    year = f"({study.edition.year})" if study.edition else "(no date)"
    ends = [part.rstrip(".") + "." for part in (study.publisher, study.identifier) if part]
    words = " ".join([f"{listed(study.authors)} {year}. {study.title.rstrip('.')}.", *ends])
    edition = f" This edition is of {day_words(study.edition)}." if study.edition else ""
    synthetic = " Say that its data are invented." if study.synthetic else ""
    return Section(
        title="How to cite",
        anchor="cite",
        blocks=(
            Paragraph((Text(words),)),
            paragraph(
                "A single statement is cited by adding its name: the one after “Cite as” beside a finding "
                "or a recommendation, or the one above an entry of the evidence appendix."
                f"{edition}{synthetic}"
            ),
        ),
    )
