"""Words: how the report turns released numbers and plan values into sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from handrail.values import Cell, Table

SAMPLES = {
    "probability": "a probability sample",
    "quota": "a quota sample",
    "convenience": "a convenience sample",
}
COUNTRIES = {
    "equal": "each country counts alike",
    "population": "each country counts by its population",
    "as_given": "each country counts by the sum of its respondents' weights, as the file has them",
}
APPROACHES = {
    "reflexive": "reflexive thematic analysis",
    "codebook": "codebook thematic analysis",
    "framework": "framework analysis",
    "coding-reliability": "thematic analysis with coding reliability",
}
INFORMATION_POWER = {
    "aim": "Aim of the study",
    "specificity": "Specificity of the sample",
    "theory": "Use of established theory",
    "dialogue": "Quality of the dialogue",
    "analysis": "Strategy of analysis",
}
"""The parts of information power (Malterud, Siersma and Guassora 2016), in a reader's words."""
ROLES = {
    "service": "What services can change",
    "protective": "What protects",
    "adversity": "Adversity offline",
    "stigma": "Targeting and stigma",
    "exposure": "Exposure online",
    "behaviour": "What young people did (association only)",
    "background": "Who answered",
}
"""A factor's role in a model, in a reader's words and in the order of printing: what can be changed first."""

CHANGED_OR_PROTECTS = ("service", "protective")
"""Roles of what services can change and of what protects."""

UNIT = "unit"
"""The label of a table that says in which unit the outcome of a model is told."""

JOINT_DISPLAY = "joint-display"
"""The table of words that maps the joint display."""

PROTECTIVE_BLOCK, DEMOGRAPHIC_BLOCK = "Protective factors", "Demographic"
"""Blocks of a risk analysis, as its tables call them."""

CHANGEABLE = (ROLES["service"], ROLES["protective"], PROTECTIVE_BLOCK)
BACKGROUND = (ROLES["background"], DEMOGRAPHIC_BLOCK)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
KINDS = {
    "source": "Source",
    "passage": "Passage",
    "code": "Code",
    "theme": "Theme",
    "cooccurrence": "Topics spoken of together",
    "crosstab": "Topics by groups",
    "framework": "Framework matrix",
    "variable": "Variable",
    "estimate": "Estimate",
    "model": "Model",
    "typology": "Typology",
    "finding": "Finding",
    "recommendation": "Recommendation",
}


def spread_name(strand: str, attribute: str) -> str:
    """Return the name of the table of words that spreads a strand's themes over an attribute.

    Examples
    --------
    >>> spread_name("professionals", "sector")
    'themes:professionals.sector'
    """
    return f"themes:{strand}.{attribute}"


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["one"]), listed(["one", "two"]), listed(["one", "two", "three"])
    ('one', 'one and two', 'one, two and three')
    """
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else "none"


def day_words(day: date) -> str:
    """Return a day as it is written in a text, the same on every computer.

    Examples
    --------
    >>> day_words(date(2027, 11, 1))
    '1 November 2027'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "interview"), plural(13677, "row"), plural(2, "study", "studies")
    ('1 interview', '13,677 rows', '2 studies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def rows_words(left_out: Iterable[tuple[int | str, str]], before: str, after: str = "") -> str:
    """Return rows left out and why, as a list in a sentence.

    Examples
    --------
    >>> rows_words([(250, "no answer"), ("fewer than 10", "outside")], ": ")
    '250 rows: no answer and fewer than 10 rows: outside'
    """
    return listed(
        f"{f'{rows} rows' if isinstance(rows, str) else plural(rows, 'row')}{before}{why}{after}"
        for rows, why in left_out
    )


def anchor(node: str) -> str:
    """Return a node's anchor in a document: its id, so that no two nodes share one.

    Examples
    --------
    >>> anchor("variable:yrbs.sex")
    'variable:yrbs.sex'
    """
    return node.replace(" ", "-")


def whole(table: Table) -> Cell | None:
    """Return the cell of a table that stands for everyone, if there is one that was released."""
    cells = [cell for cell in table.cells if not cell.group and not cell.withheld and cell.category is None]
    return cells[0] if cells else None


def levels_in_words(heard_by: Mapping[str, int], people: Mapping[str, int], smallest: int = 3) -> str:
    """Return where a theme was heard, in words, for levels that enough participants share.

    Parameters
    ----------
    heard_by
        Level to the participants there who support the theme.
    people
        Level to all participants there: a level of one or two would point at persons.
    smallest
        How many participants must share a level.

    Examples
    --------
    >>> people = {"policing": 3, "industry": 4, "charity": 2}
    >>> levels_in_words({"policing": 3, "industry": 0, "charity": 1}, people)
    'heard in policing; not heard in industry (levels with fewer than 3 participants are not told apart)'
    >>> levels_in_words({"policing": 1}, {"policing": 1})
    'too few participants in each group to tell apart'
    """
    told = {level: count for level, count in heard_by.items() if people.get(level, 0) >= smallest}
    if not told:
        return "too few participants in each group to tell apart"
    heard = sorted(level for level, count in told.items() if count)
    silent = sorted(level for level, count in told.items() if not count)
    parts = [f"heard in {listed(heard)}"] if heard else []
    parts += [f"not heard in {listed(silent)}"] if silent else []
    left = len(told) < len(heard_by)
    rest = f" (levels with fewer than {smallest} participants are not told apart)" if left else ""
    return "; ".join(parts) + rest
