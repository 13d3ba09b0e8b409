"""Displays: the tables of codes that a strand's plan names; what they are called, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from handrail.interviews.groups import SMALLEST_GROUP
from handrail.study.place import Strand
from handrail.study.runner import Outcome
from handrail.values import PlanError, Problem, did_you_mean

if TYPE_CHECKING:
    from handrail.interviews import Codebook

Display = Literal["cooccurrence", "crosstab", "framework"]
DISPLAYS: tuple[Display, ...] = get_args(Display)


def display_name(kind: Display, strand: str) -> str:
    """Return the step, and the node, of a planned table of codes.

    Examples
    --------
    >>> display_name("crosstab", "professionals")
    'crosstab:professionals'
    """
    return f"{kind}:{strand}"


def display_names(strand: str) -> tuple[str, ...]:
    """Return all that a strand can have."""
    return tuple(display_name(kind, strand) for kind in DISPLAYS)


def display_title(kind: Display, strand: str) -> str:
    """Return a table's title in a reader's words, with that of its strand."""
    what: dict[Display, str] = {
        "cooccurrence": "Topics spoken of together",
        "crosstab": "Who spoke of which topic",
        "framework": "What was said on each topic",
    }
    return f"{what[kind]}: {strand}"


def refuse_unknown_codes(kind: str, planned: Iterable[str], codebook: Codebook) -> None:
    """Raise when a planned table names a code that is not in the codebook.

    Raises
    ------
    PlanError
        That names each, with the nearest.
    """
    problems = [
        Problem(
            f"{kind} names codes of the codebook",
            f"'{code}'",
            did_you_mean(code, codebook.names),
            "study.toml",
        )
        for code in planned
        if code not in codebook.names
    ]
    if problems:
        raise PlanError(*problems)


def codes_of(strand: Strand, kind: str, planned: Sequence[str]) -> list[str]:
    """Return the codes of a table: those that are planned, or the uppermost of the codebook."""
    from handrail.study.convert import codebook_of

    codebook = codebook_of(strand.session.store, strand.plan.id)
    refuse_unknown_codes(kind, planned, codebook)
    return list(planned) or [code.name for code in codebook.codes if code.parent is None]


def with_lines(outcome: Outcome, lines: Sequence[str], codes: Sequence[str], **more: Any) -> Outcome:
    """Return what a step made with what only the team sees of it, which is no content."""
    return replace(outcome, body={**outcome.body, "lines": list(lines), "codes": list(codes), **more})


def need_enough(people: int, kind: str) -> None:
    """Raise when there are too few participants to tell anything of them.

    Raises
    ------
    PlanError
        For fewer than three.
    """
    if people < SMALLEST_GROUP:
        raise PlanError.because(
            f"what is told of codes is told of at least {SMALLEST_GROUP} participants",
            f"'{kind}' of a strand with fewer",
            f"take {kind} out of the strand",
            file="study.toml",
        )
