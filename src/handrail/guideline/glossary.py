"""The glossary: words of the study that a reader may not know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handrail.guideline.references import check_keys, other_keys, sentence_problem, tables_of
from handrail.values import PlanError, Problem, read_toml

_SHAPE = {"term": str, "meaning": str}


@dataclass(frozen=True)
class Term:
    """A term and its meaning in one sentence or two.

    Attributes
    ----------
    term
        As it stands in the text.
    meaning
        A full sentence.
    """

    term: str
    meaning: str


def read_glossary(path: Path) -> tuple[Term, ...]:
    """Read ``glossary.toml``; terms come back in alphabetical order.

    Raises
    ------
    PlanError
        With every unknown key, missing part, term that stands twice and half sentence, by line.
    """
    source = read_toml(path, error=PlanError)
    problems = other_keys(source, "term")
    terms: dict[str, Term] = {}
    for index, table in enumerate(tables_of(source, "term")):
        here = ("term", index)
        wrong = check_keys(source, table, here, _SHAPE, ("term", "meaning"))
        problems += wrong
        if wrong:
            continue
        line = source.line(here)
        problems += sentence_problem(table["meaning"], "a meaning", source.name, line)
        key = table["term"].strip().casefold()
        if key in terms:
            problems.append(
                Problem("a term stands once", f"'{table['term']}' twice", "remove one", source.name, line)
            )
        terms[key] = Term(table["term"].strip(), table["meaning"].strip())
    if problems:
        raise PlanError(*problems)
    return tuple(terms[key] for key in sorted(terms))
