"""Walks over all that a caller can reach: public names, commands, and objects that functions return."""

from __future__ import annotations

import dataclasses
import inspect
import pkgutil
import types
import typing
from collections.abc import Iterator, Mapping
from importlib import import_module

import click
import numpy as np
import polars as pl
import typer.main
from pydantic import BaseModel

import handrail
from handrail.cli.commands import app


def rooms() -> list[str]:
    """Return every room of the package, found on disk: a new one is walked from its first day."""
    return sorted(found.name for found in pkgutil.iter_modules(handrail.__path__) if found.ispkg)


def public_names() -> Iterator[tuple[str, str]]:
    """Yield each public name with the path that leads to it: rooms, members, fields and parameters."""
    for room in rooms():
        module = import_module(f"handrail.{room}")
        for name in module.__all__:
            yield from _named(f"{room}.{name}", name, getattr(module, name), set())


def _named(path: str, name: str, value: object, seen: set[object]) -> Iterator[tuple[str, str]]:
    yield path, name
    if isinstance(value, type):
        if value in seen or not value.__module__.startswith("handrail"):
            return
        seen.add(value)
        yield from _members(path, value, seen)
    elif callable(value):
        yield from _parameters(path, value)
    elif isinstance(value, Mapping):
        for key in value:
            yield f"{path}[{key}]", str(key)


def _members(path: str, value: type, seen: set[object]) -> Iterator[tuple[str, str]]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if not field.name.startswith("_"):
                yield f"{path}.{field.name}", field.name
    if issubclass(value, BaseModel):
        for name, field in value.model_fields.items():
            yield f"{path}.{name}", name
            for inner in _classes(field.annotation):
                yield from _named(f"{path}.{name}", name, inner, seen)
        return
    for base in value.__mro__:
        if not base.__module__.startswith("handrail"):
            continue
        for name, member in vars(base).items():
            if name.startswith("_"):
                if name in ("__init__", "__call__"):
                    yield from _parameters(f"{path}.{name}", member)
                continue
            yield f"{path}.{name}", name
            called = getattr(member, "__func__", member)
            if callable(called) and not isinstance(called, type):
                yield from _parameters(f"{path}.{name}", called)


def _classes(annotation: object) -> Iterator[type]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _classes(inner)


def _parameters(path: str, value: object) -> Iterator[tuple[str, str]]:
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return
    for name in signature.parameters:
        yield f"{path}({name})", name


def commands() -> Iterator[tuple[str, str, str]]:
    """Yield each command and each of its options: path, name, and the words of its help."""
    yield from _commands("handrail", typer.main.get_command(app))


def _commands(path: str, command: click.Command) -> Iterator[tuple[str, str, str]]:
    yield path, path.rpartition(" ")[2], command.help or ""
    for option in command.params:
        for name in (option.name or "", *option.opts):
            yield f"{path} {name}", name, getattr(option, "help", "") or ""
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(f"{path} {name}", inner)


def lengths(value: object, path: str = "") -> Iterator[tuple[str, int]]:
    """Yield the length of everything with a length that can be reached from a value.

    Attributes are followed, whether they begin with an underscore or not: a result has no hidden cupboard.
    """
    yield from _lengths(value, path, set())


def _lengths(value: object, path: str, seen: set[int]) -> Iterator[tuple[str, int]]:
    if isinstance(value, str | bytes | bytearray):
        yield path, len(value) if isinstance(value, bytes | bytearray) else 0
        return
    plain = isinstance(value, int | float | complex | bool | type(None) | type | types.ModuleType)
    if plain or isinstance(value, types.FunctionType | types.BuiltinFunctionType) or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        yield from ((f"{path}.shape[{axis}]", size) for axis, size in enumerate(value.shape))
        if value.dtype == object:
            for inner in value.ravel().tolist():
                yield from _lengths(inner, f"{path}[]", seen)
        return
    if isinstance(value, pl.DataFrame):
        yield f"{path}.height", value.height
        yield f"{path}.width", value.width
        for column in value.iter_columns():
            yield from _lengths(column, f"{path}['{column.name}']", seen)
        return
    if isinstance(value, pl.Series):
        yield path, len(value)
        if value.dtype.is_nested() or value.dtype == pl.Object:
            for inner in value.to_list():
                yield from _lengths(inner, f"{path}[]", seen)
        return
    if isinstance(value, Mapping):
        yield path, len(value)
        for key, inner in value.items():
            yield from _lengths(key, f"{path}.keys", seen)
            yield from _lengths(inner, f"{path}[{key!r}]", seen)
        return
    if isinstance(value, list | tuple | set | frozenset):
        yield path, len(value)
        for place, inner in enumerate(value):
            yield from _lengths(inner, f"{path}[{place}]", seen)
        return
    for name in _attributes(value):
        try:
            inner = getattr(value, name)
        except Exception:  # a property that refuses gives nothing
            continue
        if not callable(inner):
            yield from _lengths(inner, f"{path}.{name}", seen)


def _attributes(value: object) -> list[str]:
    names = dict.fromkeys(getattr(value, "__dict__", {}))
    for base in type(value).__mro__:
        names |= dict.fromkeys(getattr(base, "__slots__", ()))
        names |= dict.fromkeys(name for name, member in vars(base).items() if isinstance(member, property))
    return [name for name in names if not name.startswith("__")]
