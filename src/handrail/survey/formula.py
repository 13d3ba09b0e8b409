"""Model formulas: names of columns joined by signs, and never a line of code.

The library that reads Wilkinson formulas evaluates Python inside them. Here a formula is taken apart
first; only names of columns, signs, small powers and ``rcs(name, knots)`` pass, and the library sees aliases
(``x0``, ``x1``, ``rcs0(x1)``) in their place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NoReturn

from handrail.survey.splines import SHARES
from handrail.values.errors import DataError, did_you_mean

POWERS = ("2", "3", "4", "5")

_TOKEN = re.compile(
    r"\s*(?:rcs\s*\(\s*(?P<spline>`[^`]+`|[^\W\d][\w.]*)\s*,\s*(?P<knots>[0-9]{1,3})\s*\)"
    r"|(?P<quoted>`[^`]+`)|(?P<name>[^\W\d][\w.]*)|(?P<number>[0-9]+)|(?P<sign>\*\*|[-+:*^()~]))"
)
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
        The right side with ``x0``, ``x1``, ... for the names and ``rcs0``, ``rcs1``, ... for the splines.
    splines
        Column and number of knots of each spline.
    """

    text: str
    outcome: str
    names: tuple[str, ...]
    aliased: str
    splines: tuple[tuple[str, int], ...] = ()


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
        For anything but names, ``~ + : * - ^ **``, round brackets, powers of a bracket from 2 to 5 and
        ``rcs(name, knots)``; for an unknown name; for a model without an intercept or with its outcome as a
        factor.

    Notes
    -----
    The notation is that of Wilkinson and Rogers 1973, Applied Statistics 22, 392-399: ``a:b`` is the
    interaction, ``a*b`` is ``a + b + a:b``, ``(a + b)^2`` is the same. ``rcs(age, 4)`` is a restricted cubic
    spline, see :mod:`handrail.survey.splines`.

    Examples
    --------
    >>> read_formula("told ~ sex*age", ["told", "sex", "age"])
    Formula(text='told ~ sex*age', outcome='told', names=('sex', 'age'), aliased='x0 * x1', splines=())
    >>> read_formula("told ~ sex + rcs(age, 4)", ["told", "sex", "age"]).aliased
    'x0 + rcs0(x1)'
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
    for name in (_name_of(token) for token in tokens if token[0] in ("name", "spline")):
        if name not in columns:
            raise DataError.because(
                "a formula names columns of the survey", f"no column '{name}'", did_you_mean(name, columns)
            )
    outcome, right = tokens[0][1], tokens[2:]
    names = tuple(dict.fromkeys(_name_of(token) for token in right if token[0] in ("name", "spline")))
    splines = tuple(dict.fromkeys(_spline_of(word) for kind, word in right if kind == "spline"))
    if outcome in names:
        _refuse("explains its outcome by other columns", f"'{outcome}' on both sides")
    _check_numbers(right)
    place = {name: f"x{position}" for position, name in enumerate(names)}
    for name, knots in splines:
        place[f"{knots} {name}"] = f"rcs{splines.index((name, knots))}({place[name]})"
    aliased = " ".join(place[word] if kind in ("name", "spline") else word for kind, word in right)
    return Formula(text, outcome, names, aliased, splines)


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
        if kind == "knots":
            if int(word) not in SHARES:
                _refuse(f"has splines of {min(SHARES)} to {max(SHARES)} knots", "another number of them")
            tokens.append(("spline", f"{int(word)} {match['spline'].strip('`')}"))
            position = match.end()
            continue
        if (kind, word) == ("sign", "(") and tokens and tokens[-1][0] == "name":
            _refuse(
                "calls no function",
                f"'{tokens[-1][1]}(' at position {match.start(kind) + 1}",
                "make the column in the survey's recodes; text and categories are coded by themselves, and a "
                "curve is rcs(name, knots)",
            )
        tokens.append(("name", word.strip("`")) if kind == "quoted" else (kind, word))
        position = match.end()
    return tokens


def _spline_of(word: str) -> tuple[str, int]:
    knots, _, name = word.partition(" ")
    return name, int(knots)


def _name_of(token: tuple[str, str]) -> str:
    return _spline_of(token[1])[0] if token[0] == "spline" else token[1]


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


def refuse_signs() -> NoReturn:
    """Refuse a formula whose signs do not fit together."""
    _refuse("joins names by signs, with every bracket closed", "signs that do not fit together")
