"""Tests of numbers of classes as results that can travel: the bootstrap, and Lo-Mendell-Rubin on request."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from handrail.typology.comparison import ClassComparison
from handrail.typology.criteria_tables import (
    BOOTSTRAP_NOTES,
    OF_MODELS,
    TEST_LABELS,
    bootstrap_cells,
    bootstrap_warnings,
    lmr_cells,
)
from handrail.typology.latent_classes import kept_of
from handrail.typology.lmr import WARNING
from handrail.typology.methods import METHODS
from handrail.values.errors import DataError
from handrail.values.result import LeftOut, Result
from handrail.values.table import Cell, Table


def bootstrap_result(
    compared: ClassComparison, *, name: str, title: str, source: str, seed: int, public_use: bool = False
) -> Result:
    """Return the bootstrap tests of a comparison, each number of profiles against one more.

    Parameters
    ----------
    compared
        See :func:`handrail.typology.compare_classes`, asked with ``bootstrap``.
    name, title, source, public_use
        The typology's node, its title, the survey's id, and whether it is a public-use file.
    seed
        That of the comparison.

    Raises
    ------
    DataError
        For a comparison without the tests: none asked for, no two numbers in a row, or a design.
    """
    cells = bootstrap_cells(compared)
    _refuse_none(compared, cells, "bootstrap tests")
    tests = compared.tests.values()
    rules = {
        "p": "(b + 1) / (R + 1)",
        "replicates": f"{max(test.replicates for test in tests)} for each number of profiles",
        "hit rate": f"looked at in {max(test.hits_of for test in tests)} replicates of each",
    }
    return _result(
        compared,
        _table(
            name + ".bootstrap", title + ": one profile more?", cells, BOOTSTRAP_NOTES, source, public_use
        ),
        "typology.bootstrap",
        rules,
        seed=seed,
        warnings=tuple(bootstrap_warnings(compared)),
    )


def lmr_result(
    compared: ClassComparison, *, name: str, title: str, source: str, public_use: bool = False
) -> Result:
    """Return the Lo-Mendell-Rubin tests of a comparison, with their warning.

    Parameters
    ----------
    compared
        See :func:`handrail.typology.compare_classes`, asked with ``lmr``.
    name, title, source, public_use
        As of :func:`bootstrap_result`.

    Raises
    ------
    DataError
        For a comparison without the tests.
    """
    cells = lmr_cells(compared)
    _refuse_none(compared, cells, "Lo-Mendell-Rubin tests")
    table = _table(
        f"{name}.lmr",
        f"{title}: one profile more, by Lo, Mendell and Rubin?",
        cells,
        (WARNING, "No p where a model is not identified, or has a probability of 0 or 1.", OF_MODELS),
        source,
        public_use,
    )
    return _result(compared, table, "typology.lmr", {}, seed=None, warnings=())


def _refuse_none(compared: ClassComparison, cells: tuple[Cell, ...], what: str) -> None:
    if not cells:
        raise DataError.because(
            f"{what} are of two numbers of classes in a row",
            compared.refused or f"numbers {', '.join(map(str, compared.models))}",
            "consider numbers that follow each other",
            file="study.toml",
        )


def _table(  # noqa: PLR0917 - what a table is
    name: str, title: str, cells: tuple[Cell, ...], notes: tuple[str, ...], source: str, public_use: bool
) -> Table:
    return Table(
        name=name,
        title=title,
        measure="diagnostic",
        dimensions=("classes",),
        cells=cells,
        source=source,
        variable=name,
        column=name,
        public_use=public_use,
        notes=notes,
        labels=TEST_LABELS,
    )


def _result(
    compared: ClassComparison,
    table: Table,
    method: str,
    rules: Mapping[str, str],
    *,
    seed: int | None,
    warnings: tuple[str, ...],
) -> Result:
    patterns = kept_of(next(iter(compared.models.values()))).layout.patterns
    return Result(
        tables=(table,),
        base=patterns.n,
        weighted_base=None,
        left_out=tuple(LeftOut(rows, reason) for rows, reason in patterns.left_out),
        method=METHODS[method],
        rules=rules,
        seed=seed,
        software={package: version(package) for package in ("numpy", "polars", "scipy")},
        warnings=warnings,
    )
