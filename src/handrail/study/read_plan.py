"""Read ``study.toml`` into a plan, or say everything that is wrong with it, with lines."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from handrail.study.plan import Plan
from handrail.study.plan_rules import breaches
from handrail.values import PlanError, Problem, TomlFile, UsageError, did_you_mean, read_toml

PLAN_FILE = "study.toml"


def read_plan(folder: Path) -> Plan:
    """Return the plan of a study folder.

    Raises
    ------
    UsageError
        When the folder holds no ``study.toml``.
    PlanError
        With every problem that the plan has.
    """
    path = folder / PLAN_FILE
    if not path.is_file():
        raise UsageError.because(
            f"a study folder holds {PLAN_FILE}",
            "a folder without one" if folder.exists() else f"no folder '{folder.name}'",
            "run `handrail new DIR`, or name the folder",
        )
    return parse_plan(read_toml(path, error=PlanError))


def parse_plan(source: TomlFile) -> Plan:
    """Return the plan that a parsed TOML file holds.

    Raises
    ------
    PlanError
        With every problem that the plan has.
    """
    try:
        plan = Plan.model_validate(dict(source.data))
    except ValidationError as wrong:
        raise PlanError(*(_problem(source, error) for error in wrong.errors(include_url=False))) from None
    problems = [
        Problem(breach.rule, breach.received, breach.remedy, source.name, source.line(breach.path))
        for breach in breaches(plan)
    ]
    if problems:
        raise PlanError(*problems)
    return plan


def _problem(source: TomlFile, error: Any) -> Problem:
    path = tuple(error["loc"])
    line = source.line(tuple(part for part in path if isinstance(part, str | int)))
    key = str(path[-1]) if path else "the file"
    where = ".".join(str(part) for part in path if not isinstance(part, int)) or "the plan"
    kind = str(error["type"])
    if kind == "extra_forbidden":
        known = _keys_at(path[:-1])
        return Problem(
            "a plan holds only known keys", f"'{where}'", did_you_mean(key, known), source.name, line
        )
    if kind == "missing":
        return Problem(f"{where} is required", "nothing", f"add {key} = ... to this part", source.name, line)
    if kind == "literal_error":
        allowed = str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        given = str(error["input"])[:60]
        near = did_you_mean(given, allowed)
        remedy = near if near.startswith("did you mean") else f"use one of: {', '.join(allowed)}"
        return Problem(f"{where} comes from a closed list", f"'{given}'", remedy, source.name, line)
    if kind == "string_pattern_mismatch" and key == "language":
        return Problem(
            "language is a code", "other words", "write en, en-GB, it or the like", source.name, line
        )
    if kind == "string_pattern_mismatch":
        return Problem(
            f"{where} is a short name",
            "other characters",
            "use lower-case letters, digits and hyphens for an id; letters, digits and _ for a variable",
            source.name,
            line,
        )
    rule, remedy = f"{where}: {error['msg'].lower()}", "see the commented plan of `handrail new`"
    if kind == "model_type":
        parts = ", ".join(f"{name} = ..." for name in _keys_at(path))
        rule, remedy = f"{where} is a table", f"write {key} = {{ {parts} }}"
    given = type(error["input"]).__name__
    return Problem(rule, f"a value of type {given}", remedy, source.name, line)


def _keys_at(path: tuple[str | int, ...]) -> list[str]:
    model: Any = Plan
    for part in path:
        if isinstance(part, int):
            continue
        model = _model_of(_field(model, part))
        if model is None:
            return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _field(model: type[BaseModel], key: str) -> Any:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (tuple, typing.Union, types.UnionType):
        for inner in typing.get_args(annotation):
            found = _model_of(inner)
            if found is not None:
                return found
    return None
