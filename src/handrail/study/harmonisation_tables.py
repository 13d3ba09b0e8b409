"""The harmonisation table as documents print it: which item each country asked, and what it became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handrail.study.plan import Survey
from handrail.survey.methods import METHODS
from handrail.values import Cell, Result, Table

NOT_ASKED = "not asked"


def harmonisation_name(survey: str) -> str:
    """Return the node of a survey's printed harmonisation table."""
    return f"harmonisation:{survey}"


def harmonisation_result(survey: Survey, body: Mapping[str, Any]) -> Result:
    """Return a harmonisation table in words.

    Parameters
    ----------
    survey
        The plan's.
    body
        The table as :func:`handrail.study.import_harmonised.table_body` gives it.
    """
    labels = {variable.from_: variable.label for variable in survey.variable}
    rules = {(one["concept"], (one["country"], one["wave"])): one for one in body["rules"]}
    cells = [
        Cell(
            {"concept": labels.get(concept, concept), "where": " ".join(part.place)},
            rule_words(rules[concept, part.place]) if (concept, part.place) in rules else NOT_ASKED,
            0,
            None,
            {},
        )
        for concept in dict.fromkeys(one["concept"] for one in body["rules"])
        for part in survey.part
    ]
    table = Table(
        name=harmonisation_name(survey.id),
        title=f"How questions were joined: {survey.title}",
        measure="text",
        dimensions=("concept", "where"),
        cells=tuple(cells),
        source=harmonisation_name(survey.id),
        variable="rule",
        notes=("Codes that a file declares missing are no answers, beside those named here.",),
        labels={"concept": "Concept", "where": "Country and wave", "rule": "Item and what its codes became"},
    )
    return Result((table,), 0, None, (), METHODS["survey.harmonise"])


def rule_words(rule: Mapping[str, Any]) -> str:
    """Return what a rule does in a line.

    Examples
    --------
    >>> codes = {"1": "Yes", "2": "No", "3": "No"}
    >>> rule_words({"item": "q1", "as_number": False, "no_answer": ["8"], "recode": codes})
    'q1: Yes from 1; No from 2, 3; no answer from 8'
    >>> rule_words({"item": "age", "as_number": True, "no_answer": [], "recode": {}})
    'age: the number as it is'
    """
    codes: dict[str, list[str]] = {}
    for code, category in rule["recode"].items():
        codes.setdefault(category, []).append(code)
    said = [f"{category} from {', '.join(of)}" for category, of in codes.items()]
    if rule["as_number"]:
        said.append("the number as it is")
    if rule["no_answer"]:
        said.append(f"no answer from {', '.join(rule['no_answer'])}")
    return f"{rule['item']}: {'; '.join(said)}"
