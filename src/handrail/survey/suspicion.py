"""Suspicion: columns that may identify a person, for someone to decide on before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from handrail.survey import suspicion_patterns as patterns
from handrail.survey import suspicion_words as words
from handrail.survey.labelled import Survey, Variable

_FEW_LEVELS = 12
_SOME = 0.05
_SEVERAL = 0.4
_MANY = 0.5
_MOST = 0.8
_EMAIL = "an e-mail address"
_HANDLE = "a user name or handle"
_IP = "an IP address"
_PHONE = "a phone number"
_NATIONAL_ID = "a national identity number"
_PLACE = "a place on the map"
_POSTCODE = "a postcode"
_NAME = "a name"
_ADDRESS = "a street address"
_BIRTH = "a date of birth"
_DEVICE = "a number of a device"

_NAMES_AT_LEAST = 8
_CHECKED_AT_LEAST = 8


@dataclass(frozen=True)
class Suspicion:
    """A column that may identify a person.

    Attributes
    ----------
    column
        Its name.
    looks_like
        Such as ``an e-mail address``.
    share
        Share of the column's answers that look so, 0 to 1; 1 where the name alone says it.
    reason
        Why, without any value.
    """

    column: str
    looks_like: str
    share: float
    reason: str


def suspicious_columns(survey: Survey) -> tuple[Suspicion, ...]:
    """Return the columns that look like names, handles, addresses, numbers or places of persons.

    Both the column's name (and short label) and its values are read. Coded answers are no identifiers,
    whatever their column is called: few levels, or value labels. The list errs towards asking a person; it
    proves nothing about the columns that it leaves out.

    Returns
    -------
    tuple of Suspicion
        At most one a column, in the survey's order.

    Examples
    --------
    >>> frame = pl.DataFrame({"contact": ["a.b@high.example.sch.uk", None], "age": [15, 16]})
    >>> survey = Survey("s.csv", frame, (Variable("contact", kind="text"), Variable("age")), "csv")
    >>> [(found.column, found.looks_like, found.share) for found in suspicious_columns(survey)]
    [('contact', 'an e-mail address', 1.0)]
    """
    found = (_suspect(variable, survey.answers(variable.name)) for variable in survey.variables)
    return tuple(suspicion for suspicion in found if suspicion is not None)


def _suspect(variable: Variable, answers: pl.Series) -> Suspicion | None:
    answers = answers.drop_nulls()
    labelled = _by_value_labels(variable)
    if labelled is not None:
        return labelled
    if answers.is_empty():
        return None
    if variable.kind == "date":
        return _by_birth(variable, answers.cast(pl.String))
    if answers.dtype == pl.String:
        text = patterns.plain_text(answers)
        return (
            _by_content(variable.name, text)
            or _by_name(variable, text)
            or _by_birth(variable, text)
            or _by_person_names(variable, text)
            or _by_check_digits(variable, text)
        )
    if answers.dtype == pl.Boolean:
        return None
    whole = answers.cast(pl.Float64)
    text = (
        answers.cast(pl.Int64).cast(pl.String)
        if ((whole == whole.floor()) & (whole.abs() < 2.0**62)).all()
        else whole.cast(pl.String)
    )
    return _by_name(variable, text) or _by_check_digits(variable, text)


def _share(text: pl.Series, pattern: str) -> float:
    return _part(text.str.contains(pattern))


def _part(flags: pl.Series) -> float:
    return int(flags.sum()) / len(flags)


def _by_content(name: str, text: pl.Series) -> Suspicion | None:
    # A decimal number is not a phone number without its dot.
    bare = text.str.replace_all(r"^[+-]?\d*[.,]\d+$", "").str.replace_all(r"[ ().\-/\u2010-\u2015]", "")
    # (what, share that matches, smallest share that counts)
    seen = (
        (_EMAIL, max(_share(text, patterns.EMAIL), _share(text, patterns.EMAIL_IN_WORDS)), 0.0),
        (_HANDLE, _share(text, patterns.PROFILE), 0.0),
        (_HANDLE, _share(text, patterns.HANDLE), _SOME),
        (_IP, max(_share(text, patterns.IP), _share(text, patterns.IP6)), _SOME),
        (_PLACE, _share(text, patterns.COORDINATES), _SOME),
        (_DEVICE, _share(text, patterns.DEVICE), _SOME),
        (_NATIONAL_ID, _share(text, patterns.NATIONAL_ID), _SOME),
        (_PHONE, _share(text, patterns.PHONE_ABROAD), 0.0),
        (_PHONE, max(_share(bare, patterns.PHONE_BARE), _share(text, patterns.PHONE_US)), _SOME),
        (_PHONE, _share(text, patterns.PHONE_IN_TEXT), _SOME),
        (_POSTCODE, max(_share(text, patterns.POSTCODE), _share(text, patterns.POSTCODE_IN_TEXT)), _SOME),
        (_POSTCODE, _share(text, patterns.EIRCODE), _MANY),
        (_ADDRESS, _share(text, patterns.STREET), _SOME),
    )
    for what, share, least in seen:
        if share > least:
            return Suspicion(name, what, round(share, 4), f"its values have the form of {what}")
    return None


def _by_value_labels(variable: Variable) -> Suspicion | None:
    """Return what the labels of a column's codes show: they are kept and printed as its answers are."""
    said = [label for label in variable.value_labels.values() if label.strip()]
    if not said:
        return None
    text = patterns.plain_text(pl.Series(said, dtype=pl.String))
    found = _by_content(variable.name, text)
    names = _share(text, patterns.PERSON)
    if found is None and (len(said) < _NAMES_AT_LEAST or names < _MOST):
        return None
    what, share = (_NAME, names) if found is None else (found.looks_like, found.share)
    return Suspicion(variable.name, what, round(share, 4), f"the labels of its codes have the form of {what}")


def _by_birth(variable: Variable, text: pl.Series) -> Suspicion | None:
    for where, said in (
        ("name", words.words_of(variable.name)),
        ("label", words.words_of(variable.label)[:6]),
    ):
        spoken = {*said, "".join(said)}
        if spoken & words.BIRTH or set(pairwise(said)) & words.PAIRS[_BIRTH]:
            share = _share(text, patterns.DATE)
            if share > _MANY:
                return Suspicion(variable.name, _BIRTH, round(share, 4), f"its {where} says {_BIRTH}")
    return None


def _by_name(variable: Variable, text: pl.Series) -> Suspicion | None:
    if _is_coded(variable, text):
        return None
    label = words.words_of(variable.label)
    for where, said in (("name", words.words_of(variable.name)), ("label", label if len(label) <= 4 else ())):
        found = _announced(said, text)
        if found is not None:
            what, share = found
            return Suspicion(variable.name, what, round(share, 4), f"its {where} says {what}")
    return None


def _is_coded(variable: Variable, text: pl.Series) -> bool:
    """Whether the answers are codes: labelled, or a few levels used again and again."""
    levels = text.n_unique()
    if variable.value_labels and levels <= 2 * len(variable.value_labels):
        return True
    short = all(len(level) < 7 for level in text.unique().to_list()) if levels <= _FEW_LEVELS else False
    return levels <= _FEW_LEVELS and len(text) >= (2 if short else 4) * levels


def _announced(said: tuple[str, ...], text: pl.Series) -> tuple[str, float] | None:
    """Return what a column's words announce, and the share of its values that can be that."""
    spoken = {*said, "".join(said)}
    pairs = set(pairwise(said))

    def told(known: frozenset[str], what: str = "") -> bool:
        return bool(spoken & known) or bool(pairs & words.PAIRS.get(what, frozenset()))

    digits = text.str.count_matches(r"\d")
    wordy = _part(text.str.contains(r"\p{L}"))
    long_numbers = _part(digits >= 6)
    single = _share(text, r"^\S{2,40}$") if text.n_unique() > _MANY * len(text) else 0.0
    # (what, whether the words say so, share of values that can be it, smallest share that counts)
    rules = (
        (_EMAIL, told(words.EMAIL, _EMAIL), wordy, _MANY),
        (_IP, told(words.IP), max(wordy, _part(digits >= 4)), _MANY),
        (_PHONE, told(words.PHONE), long_numbers, _MANY),
        (_NATIONAL_ID, told(words.NATIONAL_ID, _NATIONAL_ID), long_numbers, _MANY),
        (_PLACE, told(words.GPS_SURE), max(wordy, _share(text, patterns.DEGREES)), _MOST),
        (_PLACE, bool(spoken & words.GPS_MAYBE), _degrees_to_the_metre(said, text), _MOST),
        (_POSTCODE, told(words.POSTCODE, _POSTCODE), _share(text, patterns.POSTCODE_BY_NAME), _MANY),
        (_HANDLE, told(words.HANDLE, _HANDLE), min(single, wordy), _MANY),
        (_NAME, _names_someone(said, spoken, text), wordy, _MANY),
        (_ADDRESS, bool(spoken & words.ADDRESS) and not spoken & {"web", "url"}, wordy, _MANY),
    )
    return next(((what, share) for what, says, share, least in rules if says and share > least), None)


def _degrees_to_the_metre(said: tuple[str, ...], text: pl.Series) -> float:
    """Return the share of values that are degrees with decimals; "long" alone may be a duration."""
    if said in (("x",), ("y",)) or "how" in said or len(said) > 3:
        return 0.0
    return min(_share(text, patterns.DEGREES), _share(text, r"\.\d{2,}$") / _MANY)


def _names_someone(said: tuple[str, ...], spoken: set[str], text: pl.Series) -> bool:
    if spoken & words.NAME and not spoken & words.NOT_A_NAME:
        return True
    # sname, dname, cname: a letter and "name", where the values are not a handful of categories.
    return any(len(word) == 5 and word.endswith("name") and text.n_unique() > _FEW_LEVELS for word in said)


def _by_person_names(variable: Variable, text: pl.Series) -> Suspicion | None:
    different = text.n_unique()
    few = different <= _FEW_LEVELS and different < _MOST * len(text)
    if variable.value_labels or len(text) < _NAMES_AT_LEAST or few or different < _SEVERAL * len(text):
        return None
    share = _share(text, patterns.PERSON)
    if share < _MOST:
        return None
    return Suspicion(variable.name, _NAME, round(share, 4), "its values have the form of a person's name")


def _by_check_digits(variable: Variable, text: pl.Series) -> Suspicion | None:
    if variable.value_labels:
        return None
    distinct = text.unique().sort()
    if len(distinct) < _CHECKED_AT_LEAST:
        return None
    share = patterns.checked_numbers(distinct.head(1000).to_list())
    if share < 0.9:
        return None
    said = f"its values have the check digits of {_NATIONAL_ID}"
    return Suspicion(variable.name, _NATIONAL_ID, round(share, 4), said)
