"""Codebook: what each variable of a survey asks, where the question comes from, and in which languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from handrail.survey.labelled import Survey, Variable
from handrail.survey.recipes import code_text
from handrail.values.errors import DataError, Problem, did_you_mean

MissingKind = Literal[
    "refused", "does not know", "not asked", "not answered", "not applicable", "not read", "unstated"
]
MISSING_KINDS: tuple[MissingKind, ...] = get_args(MissingKind)
RANGE = ".."
"""Between the ends of a range of missing codes, both of them in it: ``90..99``."""


@dataclass(frozen=True)
class QuestionVersion:
    """A question in another language: its wording, and code to answer."""

    wording: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))


@dataclass(frozen=True)
class CodebookEntry:
    """A variable of a codebook.

    Attributes
    ----------
    name, label
        As the survey file has them.
    wording
        The question as it was asked, in the codebook's main language.
    instrument
        Where the question comes from: a citation, or "own question".
    concept
        What it measures, under the name that every country and wave shares.
    universe
        Who was asked, such as "respondents who use a messenger"; empty for everyone.
    answers
        Code, as text, to answer.
    missing
        Code, or range of codes (``90..99``), to the kind of missing answer.
    languages
        Language (such as ``de``) to the question in it.
    """

    name: str
    label: str = ""
    wording: str = ""
    instrument: str = ""
    concept: str = ""
    universe: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, MissingKind] = field(default_factory=dict)
    languages: Mapping[str, QuestionVersion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("answers", "missing", "languages"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


@dataclass(frozen=True)
class Codebook:
    """The variables of a survey, in the order of its file.

    Raises
    ------
    DataError
        For two entries of one name, a kind of missing answer that is not known, and a code that is an answer
        and missing.

    Examples
    --------
    >>> import polars as pl
    >>> told = Variable("q1", "Told someone", value_labels={1.0: "Yes", 2.0: "No"}, missing_values=(9.0,))
    >>> survey = Survey("s.sav", pl.DataFrame({"q1": [1.0, 9.0]}), (told,), "sav")
    >>> entry = Codebook.of(survey).entry("q1")
    >>> dict(entry.answers), dict(entry.missing)
    ({'1': 'Yes', '2': 'No'}, {'9': 'unstated'})
    """

    entries: tuple[CodebookEntry, ...]

    def __post_init__(self) -> None:
        problems = list(_problems(self.entries))
        if problems:
            raise DataError(*problems)

    @classmethod
    def of(cls, survey: Survey) -> Codebook:
        """Return what a survey file says of its variables; the rest is for a person to write."""
        return cls(tuple(_entry(variable) for variable in survey.variables))

    def entry(self, name: str) -> CodebookEntry:
        """Return an entry, or say which one was meant.

        Raises
        ------
        DataError
            When the codebook has none of that name.
        """
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise DataError.because(
            "a codebook describes the variable",
            f"no entry '{name}'",
            did_you_mean(name, [entry.name for entry in self.entries]),
        )

    def check(self, survey: Survey) -> tuple[Problem, ...]:
        """Return what in the codebook and in a survey file does not go together.

        Labels are the questionnaire's and are shown; no answer is.

        Returns
        -------
        problems
            Errors: an entry without a column, labels and value labels that clash, codes declared missing in
            one of the two only. Warnings: columns without an entry, an entry without wording or instrument.
        """
        return tuple(_against(self, survey))


def _problems(entries: tuple[CodebookEntry, ...]) -> Iterator[Problem]:
    names = [entry.name for entry in entries]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("a codebook has one entry a variable", f"'{name}' twice", "join the entries")
    for entry in entries:
        for kind in sorted(set(entry.missing.values()) - set(MISSING_KINDS)):
            rule = f"a missing answer of '{entry.name}' is of a known kind"
            yield Problem(rule, f"'{kind}'", did_you_mean(kind, MISSING_KINDS))
        for code in entry.missing:
            if RANGE in code and span_of(code) is None:
                rule = f"a range of missing codes of '{entry.name}' has a low and a high end"
                yield Problem(rule, f"'{code}'", "write it like 90..99")


def span_of(code: str) -> tuple[float, float] | None:
    """Return the ends of a range of codes, or None of a single one.

    Examples
    --------
    >>> span_of("90..99"), span_of("9"), span_of("a..b")
    ((90.0, 99.0), None, None)
    """
    low, dots, high = code.partition(RANGE)
    try:
        return (float(low), float(high)) if dots and float(low) <= float(high) else None
    except ValueError:
        return None


def _entry(variable: Variable) -> CodebookEntry:
    codes = [code_text(code) for code in variable.missing_values]
    spans = [f"{code_text(low)}{RANGE}{code_text(high)}" for low, high in variable.missing_ranges]
    return CodebookEntry(
        name=variable.name,
        label=variable.label,
        answers={code_text(code): label for code, label in variable.value_labels.items()},
        missing=dict.fromkeys([*codes, *spans], "unstated"),
    )


def _against(codebook: Codebook, survey: Survey) -> Iterator[Problem]:
    columns = {variable.name: variable for variable in survey.variables}
    for entry in codebook.entries:
        variable = columns.pop(entry.name, None)
        if variable is None:
            yield Problem(
                "a variable of the codebook is a column of the survey",
                f"no column '{entry.name}'",
                did_you_mean(entry.name, survey.frame.columns),
                survey.name,
            )
            continue
        yield from _clashes(entry, variable, survey.name)
        for what in ("wording", "instrument"):
            if not getattr(entry, what):
                rule = f"a codebook says the {what} of a question"
                yield Problem(rule, f"none for '{entry.name}'", "add it", survey.name, severity="warning")
    for name in columns:
        rule = "a column of the survey has an entry in the codebook"
        yield Problem(
            rule, f"none for '{name}'", "describe it, or leave it out", survey.name, None, "warning"
        )


def _clashes(entry: CodebookEntry, variable: Variable, file: str) -> Iterator[Problem]:
    remedy = "find out which of the two is right"
    if entry.label and variable.label and not same_words(entry.label, variable.label):
        rule = f"'{entry.name}' has one label"
        yield Problem(rule, f"codebook: {entry.label}; file: {variable.label}", remedy, file)
    labels = {code_text(code): label for code, label in variable.value_labels.items()}
    for code in entry.answers:
        if code in labels and not same_words(entry.answers[code], labels[code]):
            rule = f"code {code} of '{entry.name}' has one label"
            yield Problem(rule, f"codebook: {entry.answers[code]}; file: {labels[code]}", remedy, file)
    if entry.answers and labels:
        for here, there, where in ((labels, entry.answers, "file"), (entry.answers, labels, "codebook")):
            alone = [f"{code} = {label}" for code, label in here.items() if code not in there]
            if alone:
                rule = f"codebook and file know the same codes of '{entry.name}'"
                yield Problem(rule, f"in the {where} alone: {'; '.join(alone[:8])}", remedy, file)
    declared = set(_entry(variable).missing)
    for codes, where in (
        (declared - set(entry.missing), "file"),
        (set(entry.missing) - declared, "codebook"),
    ):
        # A csv file declares nothing: there the codebook alone says it.
        if codes and (declared or where == "file"):
            rule = f"codebook and file declare the same codes of '{entry.name}' missing"
            yield Problem(rule, f"in the {where} alone: {', '.join(sorted(codes))}", remedy, file)


def same_words(one: str, other: str) -> bool:
    """Whether two labels differ in nothing but spaces and capitals.

    Examples
    --------
    >>> same_words("Every  day", "every day"), same_words("Every day", "Daily")
    (True, False)
    """
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
