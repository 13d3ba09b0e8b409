"""Tables beside a survey's results: its questions, translations and flow, its countries, its weights."""

from __future__ import annotations

from handrail.documents import TableBlock
from handrail.report.story import Story
from handrail.report.words import anchor


def beside(story: Story, name: str) -> TableBlock:
    """Return the block of a released table that is no result of an analysis."""
    return TableBlock(name=name, caption=story.released.tables[name].title, anchor=f"table-{anchor(name)}")
