"""Read the whole ``guideline/`` folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handrail.guideline.findings import Finding, read_findings
from handrail.guideline.glossary import Term, read_glossary
from handrail.guideline.joint_display import JointRow, read_joint_display
from handrail.guideline.recommendations import STRENGTHS, Recommendation, read_recommendation
from handrail.values import PlanError, Problem


@dataclass(frozen=True)
class Guideline:
    """What the team wrote: findings, recommendations by strength, the joint display and the glossary."""

    findings: tuple[Finding, ...]
    recommendations: tuple[Recommendation, ...]
    joint_display: tuple[JointRow, ...]
    glossary: tuple[Term, ...] = ()


def read_guideline(folder: Path) -> Guideline:
    """Return the guideline of a study; a folder that is not there yet is an empty guideline.

    Raises
    ------
    PlanError
        With the problems of every file at once.
    """
    problems: list[Problem] = []
    findings: tuple[Finding, ...] = ()
    rows: tuple[JointRow, ...] = ()
    recommendations: list[Recommendation] = []
    try:
        if (folder / "findings.toml").exists():
            findings = read_findings(folder / "findings.toml")
    except PlanError as wrong:
        problems += wrong.problems
    try:
        if (folder / "joint-display.toml").exists():
            rows = read_joint_display(folder / "joint-display.toml")
    except PlanError as wrong:
        problems += wrong.problems
    glossary: tuple[Term, ...] = ()
    try:
        if (folder / "glossary.toml").exists():
            glossary = read_glossary(folder / "glossary.toml")
    except PlanError as wrong:
        problems += wrong.problems
    for path in sorted(path for path in folder.glob("*.md") if path.is_file()):
        try:
            recommendations.append(read_recommendation(path))
        except PlanError as wrong:
            problems += wrong.problems
    if problems:
        raise PlanError(*problems)
    # The strongest first; files of one strength keep their order.
    recommendations.sort(key=lambda one: STRENGTHS.index(one.strength))
    return Guideline(findings, tuple(recommendations), rows, glossary)
