"""References: how a finding or a recommendation names the evidence that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from handrail.values import PlanError, Problem, TomlFile, did_you_mean

_WORDS: Mapping[type, str] = {
    str: "text in quotes",
    list: "a list of texts in quotes",
    bool: "true or false",
    date: "a date such as 2027-11-01",
}


def check_references(
    references: Iterable[str],
    known: Mapping[str, Iterable[str]],
    *,
    file: str,
    line: int | None,
    allowed: tuple[str, ...],
) -> list[Problem]:
    """Return a problem for every reference that leads to nothing.

    Parameters
    ----------
    references
        ``kind:name``, such as ``theme:training-depends-on-luck``.
    known
        Kind to the names that exist.
    file, line
        Where the references stand.
    allowed
        The kinds that may stand here.

    Examples
    --------
    >>> found = check_references(["theme:trainig"], {"theme": ["training"]}, file="findings.toml", line=3,
    ...                          allowed=("theme",))
    >>> found[0].remedy
    "did you mean 'theme:training'?"
    """
    problems = []
    for reference in references:
        kind, _, name = reference.partition(":")
        if kind not in allowed:
            problems.append(
                Problem(
                    f"a link here names one of: {', '.join(allowed)}",
                    f"'{reference}'",
                    "write kind:name, such as theme:training",
                    file,
                    line,
                )
            )
        elif name not in set(known.get(kind, ())):
            candidates = [f"{kind}:{other}" for other in known.get(kind, ())]
            problems.append(
                Problem(
                    "a link leads to evidence that exists",
                    f"'{reference}'",
                    did_you_mean(reference, candidates),
                    file,
                    line,
                )
            )
    return problems


def check_keys(
    source: TomlFile,
    table: Mapping[str, Any],
    path: tuple[str | int, ...],
    shape: Mapping[str, type],
    required: Iterable[str],
) -> list[Problem]:
    """Return a problem for every unknown, missing or wrongly typed key of one table."""
    problems = []
    for key, value in table.items():
        line = source.line((*path, key))
        if key not in shape:
            problems.append(
                Problem("only known keys stand here", f"'{key}'", did_you_mean(key, shape), source.name, line)
            )
        elif not isinstance(value, shape[key]) or (
            isinstance(value, list) and not all(isinstance(item, str) for item in value)
        ):
            problems.append(
                Problem(
                    f"{key} is {_WORDS[shape[key]]}",
                    f"a {type(value).__name__}",
                    "correct it",
                    source.name,
                    line,
                )
            )
    problems.extend(
        Problem(f"{key} is required", "nothing", f"add {key} = ...", source.name, source.line(path))
        for key in required
        if not table.get(key)
    )
    return problems


def tables_of(source: TomlFile, key: str) -> list[Mapping[str, Any]]:
    """Return the tables of an array of tables.

    Raises
    ------
    PlanError
        When something else stands under the key.
    """
    found = source.data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise PlanError.because(
            f"each {key} is a table",
            "another value",
            f"write [[{key}]]",
            file=source.name,
            line=source.line((key,)),
        )
    return found


def other_keys(source: TomlFile, key: str) -> list[Problem]:
    """Return a problem for everything in a file of tables that is not under its one key."""
    rule = f"{source.name} holds [[{key}]] only"
    return [
        Problem(rule, f"'{other}'", "rename it", source.name, source.line((other,)))
        for other in source.data
        if other != key
    ]


def sentence_problem(words: str, what: str, file: str, line: int | None) -> list[Problem]:
    """Return a problem unless the words are a full sentence.

    Examples
    --------
    >>> sentence_problem("Training is left to chance.", "a finding", "findings.toml", 2)
    []
    >>> len(sentence_problem("Training", "a finding", "findings.toml", 2))
    1
    """
    if len(words.split()) >= 4 and words.rstrip()[-1:] in ".?!":
        return []
    return [
        Problem(
            f"{what} is a full sentence", f"{len(words.split())} words", "end it with a full stop", file, line
        )
    ]
