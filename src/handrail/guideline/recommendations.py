"""Recommendations: one Markdown file each, with its evidence links in TOML front matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail.guideline.findings import EVIDENCE
from handrail.guideline.references import check_keys, check_references, sentence_problem
from handrail.values import PlanError, Problem, did_you_mean, parse_toml

AUDIENCES = ("industry product", "industry legal", "police front line", "police investigator", "policy")
STRENGTHS = ("strong", "conditional", "good practice")
FENCE = "+++"
_SHAPE = {
    "id": str,
    "recommendation": str,
    "audience": list,
    "strength": str,
    "who_acts": str,
    "review_date": date,
    "supports": list,
    "challenges": list,
    "dissent": str,
    "short": str,
    "steps": list,
}
_REQUIRED = ("id", "recommendation", "audience", "strength", "who_acts", "review_date", "supports")


@dataclass(frozen=True)
class Recommendation:
    """A recommendation.

    Attributes
    ----------
    id
        A short name.
    sentence
        Who should do what, as a full sentence.
    audience
        For whom: of ``AUDIENCES``.
    strength
        Of ``STRENGTHS``.
    who_acts
        Who would have to act.
    review_date
        When it must be looked at again.
    supports, challenges
        References: ``finding:...`` for support; any evidence as a challenge.
    dissent
        What those who disagreed said, or empty.
    rationale
        Markdown.
    short
        The recommendation in a few words for the first page, or empty: the sentence then stands there.
    steps
        What to begin with, each in a line: printed on the cards.
    file, lines
        Where it stands: the file, and the line of each key.
    """

    id: str
    sentence: str
    audience: tuple[str, ...]
    strength: str
    who_acts: str
    review_date: date
    supports: tuple[str, ...]
    challenges: tuple[str, ...]
    dissent: str
    rationale: str
    file: str
    lines: Mapping[str, int | None]
    short: str = ""
    steps: tuple[str, ...] = ()


def read_recommendation(path: Path) -> Recommendation:
    """Read one recommendation.

    Raises
    ------
    PlanError
        With every problem of its front matter, by line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise PlanError.because(
            "a recommendation is UTF-8 text", "other bytes", "save it as UTF-8", file=path.name
        ) from None
    parts = text.split(f"{FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise PlanError.because(
            f"a recommendation starts with front matter between two lines {FENCE}",
            "a file without it",
            "see the files of the demonstration study",
            file=path.name,
            line=1,
        )
    source = parse_toml(parts[1], path.name, offset=1, error=PlanError)
    table = source.data
    problems = check_keys(source, table, (), _SHAPE, _REQUIRED)
    if problems:
        raise PlanError(*problems)
    for key, allowed in (("audience", AUDIENCES), ("strength", STRENGTHS)):
        given = table[key] if isinstance(table[key], list) else [table[key]]
        problems += [
            Problem(
                f"{key} comes from a closed list",
                f"'{value}'",
                did_you_mean(value, allowed),
                source.name,
                source.line((key,)),
            )
            for value in given
            if value not in allowed
        ]
    problems += sentence_problem(
        table["recommendation"], "a recommendation", source.name, source.line(("recommendation",))
    )
    if problems:
        raise PlanError(*problems)
    return Recommendation(
        table["id"],
        table["recommendation"].strip(),
        tuple(table["audience"]),
        table["strength"],
        table["who_acts"],
        table["review_date"],
        tuple(table["supports"]),
        tuple(table.get("challenges", [])),
        table.get("dissent", "").strip(),
        parts[2].strip(),
        path.name,
        {key: source.line((key,)) for key in table},
        table.get("short", "").strip(),
        tuple(table.get("steps", [])),
    )


def check_recommendations(
    recommendations: Iterable[Recommendation], known: Mapping[str, Iterable[str]]
) -> list[Problem]:
    """Return a problem for every link to nothing and every double id."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for one in recommendations:
        if one.id in seen:
            problems.append(
                Problem(
                    "a recommendation's id is its own",
                    f"'{one.id}' twice",
                    "rename one",
                    one.file,
                    one.lines.get("id"),
                )
            )
        seen.add(one.id)
        for key, links, allowed in (
            ("supports", one.supports, ("finding",)),
            ("challenges", one.challenges, ("finding", *EVIDENCE)),
        ):
            problems += check_references(
                links, known, file=one.file, line=one.lines.get(key), allowed=allowed
            )
    return problems
