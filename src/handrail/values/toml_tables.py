"""Tables of a TOML file, held against what they may hold: every wrong key and value, by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from handrail.values.errors import DataError, Problem, did_you_mean
from handrail.values.naming import named
from handrail.values.toml import TomlFile

_WORDS: Mapping[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2026-05-01, without quotes",
    list: "a list of texts in brackets",
    dict: "a table",
}


@dataclass(frozen=True)
class Shape:
    """What a table may hold.

    Attributes
    ----------
    what
        The table in the words of a message, such as "a coding".
    types
        Key to type; ``list`` is a list of texts.
    required
        Keys that must be there; a required text is not blank.
    nested
        Key to the shape of the table, or of the tables, below it.
    """

    what: str
    types: Mapping[str, type]
    required: tuple[str, ...] = ()
    nested: Mapping[str, Shape] = field(default_factory=dict)


def read_tables(
    source: TomlFile, key: str, shape: Shape, *, beside: Mapping[str, type] | None = None
) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each ``[[key]]`` table of a file with its line.

    Parameters
    ----------
    source
        The parsed file.
    key, shape
        The tables' name, and what each may hold.
    beside
        Required keys beside the tables, such as the coder's name.

    Raises
    ------
    DataError
        Before the first table is given: every unknown key, missing key and wrong type of the whole file.
    """
    beside = beside or {}
    top = Shape(source.name, {**beside, key: list}, tuple(beside), {key: shape})
    problems = list(_check(source, (), source.data, top))
    if problems:
        raise DataError(*problems)
    for index, table in enumerate(source.data.get(key, [])):
        yield table, source.line((key, index)) or 1


def read_several(
    source: TomlFile, shapes: Mapping[str, Shape]
) -> dict[str, list[tuple[dict[str, Any], int]]]:
    """Return the tables of a file that has several kinds of them, by kind, each with its line.

    Raises
    ------
    DataError
        With every unknown key, missing key and wrong type of the whole file.
    """
    problems = list(
        _check(source, (), source.data, Shape(source.name, dict.fromkeys(shapes, list), (), shapes))
    )
    if problems:
        raise DataError(*problems)
    return {
        key: [(table, source.line((key, index)) or 1) for index, table in enumerate(source.data.get(key, []))]
        for key in shapes
    }


def _check(
    source: TomlFile, here: tuple[str | int, ...], table: Mapping[str, Any], shape: Shape
) -> Iterator[Problem]:
    for key, value in table.items():
        line = source.line((*here, key, 0))  # of an array of tables, the first
        if key not in shape.types:
            known = did_you_mean(key, shape.types)
            yield Problem(f"{shape.what} has known keys", f"key {named(key)}", known, source.name, line)
        elif key in shape.nested:
            yield from _check_nested(source, (*here, key), value, shape.types[key], shape.nested[key])
        elif not _is(value, shape.types[key]):
            rule = f"'{key}' of {shape.what} is {_WORDS[shape.types[key]]}"
            yield Problem(rule, _kind(value), "correct it", source.name, line)
        elif key in shape.required and isinstance(value, str) and not value.strip():
            yield Problem(f"'{key}' of {shape.what} says something", "blank", "fill it in", source.name, line)
    for key in shape.required:
        if key not in table:
            yield Problem(
                f"{shape.what} has '{key}'", "none", f"add {key} = …", source.name, source.line(here)
            )


def _check_nested(
    source: TomlFile, here: tuple[str | int, ...], value: object, kind: type, shape: Shape
) -> Iterator[Problem]:
    if kind is dict and isinstance(value, dict):
        yield from _check(source, here, value, shape)
    elif kind is list and isinstance(value, list) and all(isinstance(table, dict) for table in value):
        for index, table in enumerate(value):
            yield from _check(source, (*here, index), table, shape)
    else:
        yield Problem(
            f"{shape.what} is {'a table' if kind is dict else 'a list of tables'}",
            _kind(value),
            "see the example in the manual",
            source.name,
            source.line(here),
        )


def _is(value: object, kind: type) -> bool:
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind)


def _kind(value: object) -> str:
    words = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return words.get(type(value), "another kind of value")
