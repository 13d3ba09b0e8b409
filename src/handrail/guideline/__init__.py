"""Findings, the joint display and recommendations: what the team concludes, linked to its evidence."""

from handrail.guideline.findings import Finding, check_findings, read_findings
from handrail.guideline.glossary import Term, read_glossary
from handrail.guideline.joint_display import (
    READINGS,
    SILENCES,
    JointRow,
    check_joint_display,
    read_joint_display,
)
from handrail.guideline.read import Guideline, read_guideline
from handrail.guideline.recommendations import (
    AUDIENCES,
    STRENGTHS,
    Recommendation,
    check_recommendations,
    read_recommendation,
)

__all__ = [
    "AUDIENCES",
    "READINGS",
    "SILENCES",
    "STRENGTHS",
    "Finding",
    "Guideline",
    "JointRow",
    "Recommendation",
    "Term",
    "check_findings",
    "check_joint_display",
    "check_recommendations",
    "read_findings",
    "read_glossary",
    "read_guideline",
    "read_joint_display",
    "read_recommendation",
]
