"""Check the guideline's links against what the study holds."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.guideline import Guideline, check_findings, check_joint_display, check_recommendations
from handrail.study.plan import Plan
from handrail.study.plan_weighting_rules import is_no_population
from handrail.values import PlanError, Problem


def check_guideline(
    guideline: Guideline, plan: Plan, *, themes: Iterable[str], passages: Iterable[str]
) -> list[Problem]:
    """Return a problem for every link to nothing, claim of prevalence without base, and unfit rationale."""
    from handrail.report.markdown import markdown_blocks

    known = {
        "theme": list(themes),
        "passage": list(passages),
        "estimate": [analysis.id for analysis in plan.analysis],
        "model": [model.id for model in plan.model],
        "typology": [typology.id for typology in plan.typology],
        "risk": [risk.id for risk in plan.risk],
        "finding": [finding.id for finding in guideline.findings],
    }
    population = {survey.id for survey in plan.survey if not is_no_population(survey)}
    not_prevalence = [f"estimate:{one.id}" for one in plan.analysis if one.survey not in population]
    not_prevalence += [f"model:{one.id}" for one in plan.model]
    not_prevalence += [f"typology:{one.id}" for one in plan.typology]
    not_prevalence += [f"risk:{one.id}" for one in plan.risk]
    written: list[Problem] = []
    for one in guideline.recommendations:
        try:
            markdown_blocks(one.rationale, file=one.file)
        except PlanError as wrong:
            written += wrong.problems
    return [
        *written,
        *check_findings(guideline.findings, known, not_prevalence),
        *check_recommendations(guideline.recommendations, known),
        *check_joint_display(guideline.joint_display, known),
    ]


def passages_asked_for(guideline: Guideline) -> frozenset[str]:
    """Return the names of the passages that the guideline links to directly."""
    links = [link for finding in guideline.findings for link in (*finding.supports, *finding.challenges)]
    links += [link for one in guideline.recommendations for link in one.challenges]
    links += [link for row in guideline.joint_display for link in row.interviews]
    return frozenset(link.removeprefix("passage:") for link in links if link.startswith("passage:"))
