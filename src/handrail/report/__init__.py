"""Composes the guideline as a document tree, out of released evidence only."""

from typing import TYPE_CHECKING

from handrail.report.methods import METHODS
from handrail.values.lazy import lazy_names

if TYPE_CHECKING:
    from handrail.report.composition import compose
    from handrail.report.story import (
        EditionFacts,
        MemoFacts,
        ProfileFacts,
        ResultFacts,
        SignedFacts,
        Story,
        StrandFacts,
        StudyFacts,
        SurveyFacts,
        ThemeFacts,
    )

__all__ = [
    "METHODS",
    "EditionFacts",
    "MemoFacts",
    "ProfileFacts",
    "ResultFacts",
    "SignedFacts",
    "Story",
    "StrandFacts",
    "StudyFacts",
    "SurveyFacts",
    "ThemeFacts",
    "compose",
]

_FACTS = (
    "EditionFacts",
    "MemoFacts",
    "ProfileFacts",
    "ResultFacts",
    "SignedFacts",
    "Story",
    "StrandFacts",
    "StudyFacts",
    "SurveyFacts",
    "ThemeFacts",
)

__getattr__, __dir__ = lazy_names(__name__, {"compose": "composition", **dict.fromkeys(_FACTS, "story")})
