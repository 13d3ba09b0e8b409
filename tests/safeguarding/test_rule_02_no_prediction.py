"""Rule 2: nothing predicts for new people; models leave only as reviewed tables, never as pickles."""

from __future__ import annotations

import ast
import json
import pickle
from pathlib import Path

import polars as pl
import pytest
from public_walk import commands, public_names

import handrail
from handrail.survey import Design
from handrail.typology import LatentClasses
from handrail.values import DisclosureRefused


def test_rule_2_nothing_in_the_package_pickles() -> None:
    for path in Path(handrail.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"pickle", "joblib", "dill", "shelve"}, path


def test_rule_2_no_public_name_or_command_predicts() -> None:
    assert [path for path, name in public_names() if "predict" in name.lower()] == []
    assert [path for path, name, _ in commands() if "predict" in name.lower()] == []


def test_rule_2_a_fitted_model_refuses_to_be_pickled() -> None:
    frame = pl.DataFrame({"a": [0, 1, 1, 0] * 10, "b": [1, 1, 0, 0] * 10, "c": [0, 1, 0, 1] * 10})
    for model in (Design(frame).logit("a ~ b"), LatentClasses(1, starts=2).fit(frame)):
        with pytest.raises(DisclosureRefused, match="reviewed tables"):
            pickle.dumps(model)


def test_rule_2_a_build_writes_pages_and_tables_only(built_demonstration: Path) -> None:
    files = [path for path in (built_demonstration / "outputs").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".pdf", ".docx", ".json", ".csv"}
    for path in files:
        data = path.read_bytes()
        assert not data.startswith((b"\x80\x03", b"\x80\x04", b"\x80\x05")), path.name
    results = json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))["results"]
    model = next(one for one in results if one["id"].startswith("model:"))
    # Odds ratios for a reader; no intercept, so that nobody can work a probability out for a person.
    said = json.dumps(model["table"]).lower()
    assert "intercept" not in said
    assert "coefficient" not in said


def test_rule_2_no_module_of_the_package_can_apply_a_model() -> None:
    for path in Path(handrail.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.name.lower() not in (
                    "predict",
                    "predict_proba",
                    "score_samples",
                    "decision_function",
                ), path
