"""Facets: which codes of a column each level of a variable is, so that disclosure review can compare tables.

They are made of what the plan and the file's codebook name and of nothing that a respondent answered: the
ledger keeps them, and no withdrawal could take an answer out of it. Codes of a column that nobody names stand
together as one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from handrail.study.plan import Survey, Variable
from handrail.study.plan_base import Code
from handrail.values import Facet
from handrail.values.table import NUMBER

if TYPE_CHECKING:
    import polars as pl

    import handrail.survey as room

OTHER = NUMBER
"""The code that stands for every answer of a column that neither the plan nor its file names."""

MEASURED, GROUPS, PLAIN = ("yes", "no"), ("Yes", "No"), ("1", "0")
"""What yes and no are called: measured or restricting, as groups, and as groups that restrict too."""


def words_for(variable: str, *, by: Collection[str], where: Collection[str]) -> tuple[str, str]:
    """Return what yes and no of a variable are called in an estimate's cells.

    Examples
    --------
    >>> words_for("told", by=["told"], where=[]), words_for("told", by=[], where=["told"])
    (('Yes', 'No'), ('yes', 'no'))
    """
    if variable not in by:
        return MEASURED
    return PLAIN if variable in where else GROUPS


def named_codes(survey: Survey, column: str) -> tuple[str, ...]:
    """Return every code of a column that a variable of the plan names.

    Examples
    --------
    >>> variable = {"name": "told", "from": "q1", "label": "Told", "yes": [1.0], "no": ["2"]}
    >>> survey = Survey(id="s", title="S", file="s.csv", who="adults", sample="quota", variable=[variable])
    >>> named_codes(survey, "q1"), named_codes(survey, "q2")
    (('1', '2'), ())
    """
    from handrail.survey.recipes import code_text

    mine = [one for one in survey.variable if one.from_ == column]
    codes = {code_text(code) for one in mine for code in (*one.yes, *one.no, *one.categories)}
    return tuple(sorted(codes))


def facets_of(
    survey: Survey,
    held: room.Survey,
    answers: pl.DataFrame,
    variables: Iterable[Variable],
    *,
    words: Mapping[str, tuple[str, str]],
    where: Mapping[str, tuple[Code, ...]],
) -> dict[str, Facet]:
    """Return a facet for each variable of a table.

    Parameters
    ----------
    survey, held
        The survey's plan, and its answers as they were imported.
    answers
        The variables after their recodes.
    variables
        What the table groups by, measures and is restricted to.
    words
        Variable to what its yes and no are called; ``yes`` and ``no`` where it is not there.
    where
        The restriction, whose values a number has as levels.
    """
    from handrail.survey.recipes import code_text

    facets = {}
    for one in variables:
        called = words.get(one.name, MEASURED)
        labels = _labels(one, held.variable(one.from_), called, answers[one.name])
        if labels is None:
            missing = set(map(code_text, held.variable(one.from_).missing_values))
            named = set(named_codes(survey, one.from_)) - missing
            labels = _of_a_number(map(code_text, where.get(one.name, ())), named, called)
        levels = {
            level: frozenset(code for code in labels if labels[code] == level)
            for level in dict.fromkeys(labels.values())
        }
        facets[one.name] = Facet(one.from_, levels)
    return facets


def _labels(
    variable: Variable, column: room.Variable, words: tuple[str, str], answered: pl.Series
) -> dict[str, str] | None:
    """Return code to level as the plan or the file declares it, or None where neither does."""
    import polars as pl

    from handrail.survey.recipes import code_text

    if variable.yes:
        codes = [(code, words[0]) for code in variable.yes] + [(code, words[1]) for code in variable.no]
        return {code_text(code): word for code, word in codes}
    if variable.categories:
        return {code_text(code): category for code, category in variable.categories.items()}
    if answered.dtype != pl.Enum:
        return None
    missing = set(map(code_text, column.missing_values))
    labels = {code_text(code): label for code, label in column.value_labels.items()}
    return {code: label for code, label in labels.items() if code not in missing}


def labelled_codes(held: room.Survey, variable: Variable) -> tuple[float, ...]:
    """Return the codes of a variable's column that have a label in its file and are no missing answer."""
    from handrail.survey.recipes import code_text

    column = held.variable(variable.from_)
    missing = set(map(code_text, column.missing_values))
    codes = [code_text(code) for code in column.value_labels]
    try:
        numbers = [float(code) for code in codes if code not in missing]
    except ValueError:
        return ()
    ranges = column.missing_ranges
    return tuple(one for one in numbers if not any(low <= one <= high for low, high in ranges))


def _of_a_number(wanted: Iterable[str], named: Iterable[str], words: tuple[str, str]) -> dict[str, str]:
    """Return code to level of a number: those that ``where`` names, and all others together."""
    if words == GROUPS:  # a number that is 0 or 1 on every row of a model stands there as No and Yes
        return {"1": words[0], "0": words[1]}
    return {**dict.fromkeys((*sorted(named), OTHER), OTHER), **{code: code for code in wanted}}


def restricted_to(
    facets: Mapping[str, Facet], where: Mapping[str, tuple[Code, ...]]
) -> dict[str, tuple[str, ...]]:
    """Return the levels that a restriction of the plan names, as the facets call them.

    Examples
    --------
    >>> told = Facet("q1", {"yes": {"1"}, "no": {"2"}})
    >>> restricted_to({"told": told, "age": Facet("q2", {"18": {"18"}})}, {"told": ("yes",), "age": (18.0,)})
    {'told': ('yes',), 'age': ('18',)}
    """
    return {
        name: tuple(dict.fromkeys(_called(facets[name], value) for value in values))
        for name, values in where.items()
    }


def _called(facet: Facet, value: Code) -> str:
    """Return the level that a plan's value is: by its name, by its code, or as yes and no of two groups."""
    from handrail.survey.recipes import code_text

    text = code_text(value)
    named = [level for level in facet.levels if code_text(level) == text]
    coded = [level for level, codes in facet.levels.items() if text in codes]
    return (named or coded or [dict(zip(MEASURED, facet.levels, strict=False))[text]])[0]
