"""Model formulas: names of columns joined by signs, and never a line of code.

The library that reads Wilkinson formulas evaluates Python inside them. Here a formula is taken apart
first; only names of columns, signs and small powers pass, and the library sees aliases (``x0``, ``x1``)
in their place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import polars as pl

from handrail.survey.levels import Levels, level_text, levels_of
from handrail.survey.linearise import Floats
from handrail.survey.measures import MOST_CATEGORIES
from handrail.values.errors import DataError, did_you_mean

POWERS = ("2", "3", "4", "5")
INTERCEPT = "Intercept"

_TOKEN = re.compile(
    r"\s*(?:(?P<quoted>`[^`]+`)|(?P<name>[^\W\d][\w.]*)|(?P<number>[0-9]+)|(?P<sign>\*\*|[-+:*^()~]))"
)
_ALIAS = re.compile(r"x(?P<name>\d+)(?:\[(?:T\.)?(?P<level>\d+)\])?")
_REMEDY = "join column names with + : * - and powers, as in told ~ sex + age or told ~ (sex + age)^2"


@dataclass(frozen=True)
class Formula:
    """A formula that was read: what it names, and the same with aliases.

    Attributes
    ----------
    text
        As it was written.
    outcome
        The column left of ``~``.
    names
        The columns right of it, in order of first mention.
    aliased
        The right side with ``x0``, ``x1``, ... for the names.
    """

    text: str
    outcome: str
    names: tuple[str, ...]
    aliased: str


@dataclass(frozen=True, eq=False)
class ModelMatrix:
    """The numbers of a model: one column a coefficient.

    Attributes
    ----------
    values
        Shape (rows, coefficients); the first column is the intercept.
    columns
        Names of the coefficients: ``age``, ``sex[M]``, ``sex[M]:age``.
    terms
        Term of the formula to the positions of its columns.
    """

    values: Floats
    columns: tuple[str, ...]
    terms: dict[str, tuple[int, ...]]

    def term_of(self, column: int) -> str:
        """Return the term that a column belongs to."""
        return next(term for term, columns in self.terms.items() if column in columns)


def read_formula(text: str, columns: Collection[str]) -> Formula:
    """Return a formula whose every name is a column.

    Parameters
    ----------
    text
        Such as ``told ~ sex + age``. A name with blanks or signs in it stands between backquotes.
    columns
        The names that there are.

    Raises
    ------
    DataError
        For anything but names, ``~ + : * - ^ **``, round brackets and powers of a bracket from 2 to 5; for an
        unknown name; for a model without an intercept or with its outcome as a factor.

    Notes
    -----
    The notation is that of Wilkinson and Rogers 1973, Applied Statistics 22, 392-399: ``a:b`` is the
    interaction, ``a*b`` is ``a + b + a:b``, ``(a + b)^2`` is the same.

    Examples
    --------
    >>> read_formula("told ~ sex*age", ["told", "sex", "age"])
    Formula(text='told ~ sex*age', outcome='told', names=('sex', 'age'), aliased='x0 * x1')
    """
    tokens = _tokens(text)
    kinds = [kind for kind, _ in tokens]
    if [token for token in tokens if token == ("sign", "~")] != [("sign", "~")] or kinds[:2] != [
        "name",
        "sign",
    ]:
        _refuse("has one outcome, then ~, then its factors", "another form")
    if tokens[1] != ("sign", "~"):
        _refuse("has one column left of ~", "more than one name there")
    for _, name in (token for token in tokens if token[0] == "name"):
        if name not in columns:
            raise DataError.because(
                "a formula names columns of the survey", f"no column '{name}'", did_you_mean(name, columns)
            )
    outcome, right = tokens[0][1], tokens[2:]
    names = tuple(dict.fromkeys(word for kind, word in right if kind == "name"))
    if outcome in names:
        _refuse("explains its outcome by other columns", f"'{outcome}' on both sides")
    _check_numbers(right)
    place = {name: f"x{position}" for position, name in enumerate(names)}
    aliased = " ".join(place[word] if kind == "name" else word for kind, word in right)
    return Formula(text, outcome, names, aliased)


def quoted(name: str) -> str:
    """Return a column's name as a formula takes it, whatever it is made of.

    Examples
    --------
    >>> quoted("hours online")
    '`hours online`'
    """
    if "`" in name:
        raise DataError.because(
            "a column in a model has no backquote in its name", "one", "rename the column"
        )
    return f"`{name}`"


def model_matrix(formula: Formula, rows: pl.DataFrame, *, most: int) -> ModelMatrix:
    """Return the numbers of a model over the rows that answered everything.

    Numbers and yes/no columns enter as they are. Text and categories are coded against their first level: the
    first of an ordered category that occurs in these rows, else the first in the alphabet.

    Parameters
    ----------
    formula
        From :func:`read_formula`.
    rows
        The rows of the model, without missing values in the formula's columns.
    most
        The largest number of coefficients that the design can carry; a formula with more terms is refused
        before its columns are made.

    Raises
    ------
    DataError
        For a formula that cannot be read, a factor with one level or with too many, a type that is neither
        number nor category, and too many terms.

    Examples
    --------
    >>> frame = pl.DataFrame({"y": [0, 1, 1], "sex": ["M", "F", "M"], "age": [14, 15, 16]})
    >>> found = model_matrix(read_formula("y ~ sex*age", frame.columns), frame, most=9)
    >>> found.columns
    ('Intercept', 'sex[M]', 'age', 'sex[M]:age')
    >>> found.terms
    {'Intercept': (0,), 'sex': (1,), 'age': (2,), 'sex:age': (3,)}
    """
    # These load pandas: half a second that nobody pays who fits no model.
    import formulaic
    import pandas
    from formulaic.errors import FormulaicError

    data: dict[str, object] = {}
    levels: list[Sequence[object]] = []
    for position, name in enumerate(formula.names):
        column = rows[name]
        if column.dtype.is_numeric() or column.dtype == pl.Boolean:
            number = column.cast(pl.Float64).to_numpy()
            if number.min() == number.max():
                raise _one_level(name)
            data[f"x{position}"] = number
            levels.append(())
            continue
        found = _categories(name, column)
        levels.append(found.values.to_list())
        aliases = [str(code) for code in range(len(found.values))]
        data[f"x{position}"] = pandas.Categorical.from_codes(found.codes, categories=aliases)
    try:
        terms = formulaic.Formula(formula.aliased)
        if len(terms) > most:
            raise too_many(len(terms), most)
        made = terms.get_model_matrix(
            pandas.DataFrame(data, index=range(rows.height)), output="numpy", context={}
        )
    except FormulaicError:
        # Its message shows aliases and colours; the words of this room are enough.
        _refuse("joins names by signs, with every bracket closed", "signs that do not fit together")

    def named(alias: str) -> str:
        def one(match: re.Match[str]) -> str:
            position, level = int(match["name"]), match["level"]
            said = "" if level is None else f"[{level_text(levels[position][int(level)])}]"
            return f"{formula.names[position]}{said}"

        return INTERCEPT if alias == "1" else _ALIAS.sub(one, alias)

    spec = made.model_spec
    return ModelMatrix(
        np.asarray(made, dtype=np.float64),
        tuple(named(column) for column in spec.column_names),
        {named(str(term)): tuple(columns) for term, columns in spec.term_indices.items() if columns},
    )


def too_many(coefficients: int, most: int) -> DataError:
    """Return the error for a model that asks more than its design can answer."""
    return DataError.because(
        "a model has fewer coefficients beside the intercept than its design has degrees of freedom",
        f"{coefficients} or more coefficients with the intercept, where {max(most, 0)} are the most",
        "leave factors out or merge categories",
    )


def _categories(name: str, column: pl.Series) -> Levels:
    if not isinstance(column.dtype, pl.String | pl.Enum | pl.Categorical):
        raise DataError.because(
            "a factor is a number, a yes/no or a category",
            f"'{name}' holds {column.dtype}",
            "recode it to numbers or categories",
        )
    found = levels_of(column)
    if len(found.values) > MOST_CATEGORIES:
        raise DataError.because(
            f"a factor has at most {MOST_CATEGORIES} categories",
            f"'{name}' has {len(found.values)} different values",
            "recode it to fewer categories",
        )
    if len(found.values) < 2:
        raise _one_level(name)
    return found


def _one_level(name: str) -> DataError:
    return DataError.because(
        "a factor has two levels or more among the rows of the model",
        f"'{name}' has one",
        "leave it out, or look at what else the model restricts",
    )


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            _refuse(
                "is names of columns and the signs ~ + : * - ^ ( )",
                f"another sign at position {position + 1}",
            )
        kind = str(match.lastgroup)
        word = match[kind]
        if (kind, word) == ("sign", "(") and tokens and tokens[-1][0] == "name":
            _refuse(
                "calls no function",
                f"'{tokens[-1][1]}(' at position {match.start(kind) + 1}",
                "make the column in the survey's recodes; text and categories are coded by themselves",
            )
        tokens.append(("name", word.strip("`")) if kind == "quoted" else (kind, word))
        position = match.end()
    return tokens


def _check_numbers(tokens: list[tuple[str, str]]) -> None:
    if not tokens:
        _refuse("has factors right of ~, or 1 for none", "nothing there")
    for position, (kind, word) in enumerate(tokens):
        before = tokens[position - 1][1] if position else "+"
        after = tokens[position + 1][1] if position + 1 < len(tokens) else "+"
        if word in ("**", "^"):
            if before != ")":
                _refuse(
                    "raises a bracket of names to a power, for their interactions",
                    f"'{word}' after something else",
                    "for the square of a number, make its column in the survey's recodes",
                )
        elif kind == "number" and before in ("**", "^"):
            if word not in POWERS:
                _refuse(f"has powers from {POWERS[0]} to {POWERS[-1]}", "another")
        elif kind == "number" and (word, before, after) not in (("1", "+", "+"), ("1", "+", "-")):
            _refuse("keeps its intercept, left out or written as 1, and has no other number", "another")


def _refuse(rule: str, received: str, remedy: str = _REMEDY) -> NoReturn:
    raise DataError.because(f"a model formula {rule}", received, remedy)
