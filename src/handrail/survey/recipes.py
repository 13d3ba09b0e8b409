"""Recipes: the variables that a plan declares, made from the columns of a survey file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from handrail.survey.labelled import Code, Survey, Variable
from handrail.survey.levels import level_text
from handrail.values.errors import DataError, Problem, did_you_mean

# "01" is no number: a code with leading zeros is text.
_WHOLE = re.compile(r"([+-]?(?:0|[1-9][0-9]*))(?:\.0*)?")
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]*)?\.[0-9]+")


@dataclass(frozen=True)
class Recipe:
    """How one variable is made.

    Attributes
    ----------
    name, source, label
        The variable's name, the column in the file, and a reader's words.
    yes, no
        Codes that become 1 and 0, both given; every other value is missing. Numbers and text match: 1, 1.0
        and "1".
    categories
        Code to category, in the order in which categories are shown; every other value is missing. "Prefer
        not to say" is kept where it is listed, also when the file declares its code missing.
    special
        Kind of special-category data, or None.
    offence
        Data about an offence by the respondent.

    Notes
    -----
    With neither ``yes``/``no`` nor ``categories`` the answers stay as they are: as text with the file's value
    labels where these cover every answer, else as numbers, text or dates.
    """

    name: str
    source: str
    label: str
    yes: tuple[Code, ...] = ()
    no: tuple[Code, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    special: str | None = None
    offence: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "categories", MappingProxyType(dict(self.categories)))


def derive(survey: Survey, recipes: Iterable[Recipe]) -> pl.DataFrame:
    """Return the recipes' variables, one column each, with every row of the survey.

    Returns
    -------
    polars.DataFrame
        1, 0 or null for yes/no; an ordered text category (``polars.Enum``) or null for categories and value
        labels.

    Raises
    ------
    DataError
        For a source that the survey has not, two variables of one name, a code that is both yes and no,
        only one of yes and no, or a variable in which no answer is left. All problems are named together.

    Examples
    --------
    >>> survey = Survey("s.csv", pl.DataFrame({"q": [1, 2, 9]}), (Variable("q"),), "csv")
    >>> derive(survey, [Recipe("told", "q", "Told someone", yes=("1",), no=(2.0,))])["told"].to_list()
    [1, 0, None]
    """
    columns: list[pl.Series] = []
    problems: list[Problem] = []
    for recipe in recipes:
        try:
            if any(column.name == recipe.name for column in columns):
                raise DataError.because(
                    "variables have names of their own", f"'{recipe.name}' twice", "rename one of them"
                )
            columns.append(_make(survey, recipe))
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(*problems)
    return pl.DataFrame(columns) if columns else pl.DataFrame(height=survey.frame.height)


def code_text(code: object) -> str:
    """Return one text for a code however it is written.

    Examples
    --------
    >>> code_text(1), code_text(1.0), code_text("1"), code_text(" 1.0 "), code_text("01"), code_text("F")
    ('1', '1', '1', '1', '01', 'F')
    """
    if isinstance(code, bool):
        return "1" if code else "0"
    text = repr(code) if isinstance(code, float) else str(code).strip()
    whole = _WHOLE.fullmatch(text)
    if whole:
        return str(int(whole[1]))
    return repr(float(text)) if _DECIMAL.fullmatch(text) else text


def _make(survey: Survey, recipe: Recipe) -> pl.Series:
    if recipe.source not in survey.frame.columns:
        raise DataError.because(
            f"variable '{recipe.name}' is made from a column of the survey",
            f"no column '{recipe.source}'",
            did_you_mean(recipe.source, survey.frame.columns),
            file=survey.name,
        )
    if recipe.yes or recipe.no:
        made = _yes_no(survey, recipe)
    elif recipe.categories:
        made = _categories(survey, recipe)
    else:
        made = _as_it_is(survey, recipe)
    if made.null_count() == len(made):
        raise DataError.because(
            f"variable '{recipe.name}' has answers",
            f"none is left of column '{recipe.source}' after its recode",
            _codes_that_exist(survey.variable(recipe.source)),
            file=survey.name,
        )
    return made.alias(recipe.name)


def _yes_no(survey: Survey, recipe: Recipe) -> pl.Series:
    yes, no = ({code_text(code) for code in codes} for codes in (recipe.yes, recipe.no))
    if yes & no:
        raise DataError.because(
            f"a code of variable '{recipe.name}' is yes or no",
            f"both: {', '.join(sorted(yes & no))}",
            "list each code once",
            file=survey.name,
        )
    if not yes or not no:
        raise DataError.because(
            f"variable '{recipe.name}' says which codes are yes and which are no",
            "only one of the two",
            "list both: a code in neither is a missing answer",
            file=survey.name,
        )
    table = {**dict.fromkeys(yes, 1), **dict.fromkeys(no, 0)}
    return recode(survey.frame[recipe.source], table, pl.Int8())


def _categories(survey: Survey, recipe: Recipe) -> pl.Series:
    table: dict[str, str] = {}
    for code, category in recipe.categories.items():
        if table.setdefault(code_text(code), category) != category:
            raise DataError.because(
                f"a code of variable '{recipe.name}' has one category",
                f"code {code_text(code)} twice",
                "list each code once",
                file=survey.name,
            )
    order = pl.Enum(list(dict.fromkeys(table.values())))
    return recode(survey.frame[recipe.source], table, order)


def _as_it_is(survey: Survey, recipe: Recipe) -> pl.Series:
    answers = survey.answers(recipe.source)
    labels = {code_text(code): label for code, label in survey.variable(recipe.source).value_labels.items()}
    codes = answers.drop_nulls().unique().to_list()
    if labels and codes and all(code_text(code) in labels for code in codes):
        used = {code_text(code) for code in codes}
        ordered = [label for code, label in labels.items() if code in used]
        table = {code: label for code, label in labels.items() if code in used}
        return recode(answers, table, pl.Enum(list(dict.fromkeys(ordered))))
    return answers


def recode(series: pl.Series, table: Mapping[str, object], dtype: pl.DataType) -> pl.Series:
    """Return the series recoded by the text of its codes; what is not in the table becomes null."""
    clean = series.fill_nan(None) if series.dtype.is_float() else series
    values = clean.unique().drop_nulls()
    new = pl.Series([table.get(code_text(value)) for value in values.to_list()], dtype=dtype)
    if values.is_empty():
        return pl.Series(series.name, [None] * len(series), dtype=dtype)
    return clean.replace_strict(values, new, default=None, return_dtype=dtype)


def _codes_that_exist(variable: Variable) -> str:
    if not variable.value_labels:
        return "compare its yes, no or categories with the codes in the questionnaire"
    codes = [f"{level_text(code)} = {label}" for code, label in variable.value_labels.items()]
    more = f" and {len(codes) - 20} more" if len(codes) > 20 else ""
    return f"its codes are: {', '.join(codes[:20])}{more}"
