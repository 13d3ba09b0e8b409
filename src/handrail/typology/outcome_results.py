"""From an outcome by class to a result that can travel, with the counts that review judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from handrail.survey.wording import Sample
from handrail.typology.association_parts import TEST_LABELS, notes_of, notes_of_tests, result_of, tested
from handrail.typology.cells import coarse_beside_limits, named_classes
from handrail.typology.outcomes import ClassOutcome
from handrail.typology.printed import ENOUGH, LARGE, SMALL, exact_bound, shown_value
from handrail.values.errors import DataError
from handrail.values.result import Result
from handrail.values.table import Cell, Facet, Table

_PRINTING = (
    "A share below 5 % or above 95 % is printed as that limit where at least "
    f"{ENOUGH} respondents with an answer, unweighted, are expected in the profile, and where fewer are as "
    "the exact bound of so many (beta, 95 per cent, one-sided)."
)


def outcome_result(
    found: ClassOutcome,
    *,
    name: str,
    title: str,
    source: str,
    sample: Sample,
    outcome: str,
    outcome_label: str,
    class_names: Sequence[str] = (),
    selection: str = "",
    public_use: bool = False,
) -> Result:
    """Return how common or how high an outcome is in each class, and the test that classes are equal.

    Parameters
    ----------
    found
        See :func:`handrail.typology.class_outcomes`.
    name
        A part of the typology's node, such as ``typology:online.told``: counts are expected and not counted,
        and review judges them as a typology's.
    title, source, sample, selection, public_use, class_names
        See :func:`handrail.typology.typology_result`.
    outcome, outcome_label
        The outcome's column, and its name in a reader's words.

    Raises
    ------
    DataError
        For a node that is no typology's, class names that are not one for each, and an unknown sample type.
    """
    if not name.startswith("typology:"):
        raise DataError.because(
            "an outcome by class is a part of its typology", f"'{name}'", "begin its name with 'typology:'"
        )
    classes = found.estimates["class"].n_unique()
    names = named_classes(class_names, classes)
    share = found.kind in ("binary", "nominal")
    shared: dict[str, Any] = {
        "source": source, "variable": outcome, "column": outcome, "public_use": public_use,
    }  # fmt: skip
    estimates = Table(
        name=name,
        title=title,
        measure="share" if share else "mean",
        # As the profiles' own table: review looks for an estimate that gives a withheld class back.
        dimensions=("item", "class"),
        cells=coarse_beside_limits(tuple(_outcome_cells(found, names, outcome_label)), of_items=False),
        notes=(*notes_of(found, sample, selection), *((_PRINTING,) if share else ())),
        labels={"item": "Outcome", "class": "Profile", outcome: outcome_label},
        facets={outcome_label: Facet(outcome, {})},
        **shared,
    )
    tests = Table(
        name=f"{name}.tests",
        title=f"{title}: are the profiles equal?",
        measure="diagnostic",
        dimensions=(),
        cells=(tested({}, found.base.n, found.test.row(0, named=True)),),
        notes=notes_of_tests(found.test),
        labels={outcome: outcome_label, **TEST_LABELS},
        **shared,
    )
    outside = found.estimates.filter(~pl.col("estimate").is_between(0, 1)).height if share else 0
    warnings = (f"{outside} weighted shares lie outside 0 to 1 and have no interval",) if outside else ()
    rules = {"method": found.method, "errors": "stacked", "kind": found.kind}
    tables = estimates, tests
    return result_of(found, tables, "typology.outcomes", rules=rules, sample=sample, warnings=warnings)


def _outcome_cells(found: ClassOutcome, names: Sequence[str], label: str) -> Iterator[Cell]:
    for row in found.estimates.iter_rows(named=True):
        k = row["class"]
        yield Cell(
            {"item": label, "class": names[k - 1]},
            row["category"] if found.kind == "nominal" else None,
            round(row["n"]),
            None if row["count"] is None else round(row["count"]),
            _values(found, row) | {"df": found.df},
            largest=None if found.largest is None else found.largest[k - 1],
        )


def _values(found: ClassOutcome, row: Mapping[str, Any]) -> dict[str, float | None]:
    """Return what a cell holds: near 0 and 1 a limit, and a one-sided interval that does not give it back.

    A weighted share may lie outside 0 to 1; it is then near the end that it lies beyond. Respondents are
    those expected in the class with an answer, unweighted.
    """
    if found.kind not in ("binary", "nominal") or SMALL <= row["estimate"] <= LARGE:
        return {name: row[name] for name in ("estimate", "se", "low", "high")}
    share, n = min(max(row["estimate"], 0.0), 1.0), row["n"]
    held: dict[str, float | None] = dict(shown_value(share, n, exact_bound(share, n)))
    # Both ends with the standard error would give the share back, and it has none at a boundary.
    if row["low"] is None or row["high"] is None:
        return held
    if share < SMALL:
        return held | {"low": 0.0, "high": max(round(row["high"], 2), held["below"] or 0.0)}
    return held | {"low": min(round(row["low"], 2), held["above"] or 1.0), "high": 1.0}
