"""Findings: full sentences with what supports and what challenges them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handrail.guideline.references import (
    check_keys,
    check_references,
    other_keys,
    sentence_problem,
    tables_of,
)
from handrail.values import PlanError, Problem, read_toml

EVIDENCE = ("theme", "estimate", "model", "typology", "risk", "passage")
_SHAPE = {"id": str, "sentence": str, "short": str, "first_page": bool, "supports": list, "challenges": list}


@dataclass(frozen=True)
class Finding:
    """A finding.

    Attributes
    ----------
    id
        A short name.
    sentence
        What was found, as a full sentence.
    short
        The same in a few words for the first page, or empty: the sentence then stands there.
    first_page
        Whether it stands on the first page, which is for the few that matter most.
    supports, challenges
        References such as ``theme:training`` or ``estimate:contact-by-gender``.
    file, line
        Where it stands.
    """

    id: str
    sentence: str
    supports: tuple[str, ...]
    challenges: tuple[str, ...]
    file: str
    line: int | None
    short: str = ""
    first_page: bool = True


def read_findings(path: Path) -> tuple[Finding, ...]:
    """Read ``findings.toml``.

    Raises
    ------
    PlanError
        With every unknown key, missing part, double id and half sentence, by line.
    """
    source = read_toml(path, error=PlanError)
    findings: list[Finding] = []
    problems = other_keys(source, "finding")
    for index, table in enumerate(tables_of(source, "finding")):
        here = ("finding", index)
        wrong = check_keys(source, table, here, _SHAPE, ("id", "sentence", "supports"))
        problems += wrong
        if wrong:
            continue
        line = source.line(here)
        problems += sentence_problem(table["sentence"], "a finding", source.name, line)
        if any(table["id"] == other.id for other in findings):
            problems.append(
                Problem(
                    "a finding's id is its own", f"'{table['id']}' twice", "rename one", source.name, line
                )
            )
        findings.append(
            Finding(
                table["id"],
                table["sentence"].strip(),
                tuple(table["supports"]),
                tuple(table.get("challenges", [])),
                source.name,
                line,
                table.get("short", "").strip(),
                table.get("first_page", True),
            )
        )
    if problems:
        raise PlanError(*problems)
    return tuple(findings)


def check_findings(
    findings: Iterable[Finding], known: Mapping[str, Iterable[str]], not_prevalence: Iterable[str] = ()
) -> list[Problem]:
    """Return what is wrong with the findings' links and claims.

    Parameters
    ----------
    findings
        The findings.
    known
        Kind (theme, estimate, model, typology, passage) to existing names.
    not_prevalence
        Results that are no prevalence: of quota or convenience samples, models and typologies.
    """
    problems: list[Problem] = []
    barred = set(not_prevalence)
    for finding in findings:
        problems += check_references(
            (*finding.supports, *finding.challenges),
            known,
            file=finding.file,
            line=finding.line,
            allowed=EVIDENCE,
        )
        if "prevalence" in finding.sentence.lower() and barred & set(finding.supports):
            problems.append(
                Problem(
                    "a quota or convenience sample without calibration gives no prevalence, nor does a model "
                    "or a typology",
                    f"'prevalence' in finding '{finding.id}'",
                    "say 'of those who answered'",
                    finding.file,
                    finding.line,
                )
            )
    return problems
