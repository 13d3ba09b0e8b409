"""From covariates of classes to a result that can travel, with the counts that review judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from handrail.survey.wording import Sample
from handrail.typology.association_parts import TEST_LABELS, notes_of, notes_of_tests, result_of, tested
from handrail.typology.cells import named_classes
from handrail.typology.covariates import ClassCovariates
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import Result
from handrail.values.table import Cell, Fit, Table


def covariates_result(
    found: ClassCovariates,
    *,
    name: str,
    title: str,
    source: str,
    sample: Sample,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    class_names: Sequence[str] = (),
    selection: str = "",
    public_use: bool = False,
) -> Result:
    """Return what goes together with the classes: odds ratios, and a test of each covariate.

    Parameters
    ----------
    found
        See :func:`handrail.typology.class_covariates`.
    name, title, source, sample, selection, public_use
        See :func:`handrail.typology.typology_result`. The node is one of its own: a model leaves whole or
        not at all, and the profiles' tables do not depend on it.
    labels
        Covariate to a reader's words.
    units
        Of a number, covariate to its unit, such as ``year``: the odds ratio is per that.
    class_names
        As for the typology.

    Returns
    -------
    result
        Two tables. ``name``: odds ratios by ``class``, ``factor`` and ``level``, where ``n`` is the
        respondents at the level who are expected in the class or in the reference, and ``count`` those in the
        class.
        ``name.tests``: Wald tests.

    Raises
    ------
    DataError
        For a label of no covariate, a label used twice, class names that are not one for each, and an unknown
        sample type.
    """
    classes = found.counts["class"].n_unique()
    names = named_classes(class_names, classes)
    covariates = list(found.tests["covariate"])
    words = _labelled(covariates, labels or {})
    against = names[found.reference - 1]
    odds_of = f"Odds of each profile against '{against}'. An odds ratio is not a ratio of shares."
    shared: dict[str, Any] = {"source": source, "variable": name, "public_use": public_use}
    odds = Table(
        name=name,
        title=title,
        measure="odds-ratio",
        dimensions=("class", "factor", "level"),
        cells=tuple(_odds_cells(found, names, words, units or {})),
        notes=notes_of(found, sample, selection, odds_of),
        labels={"class": "Profile", "factor": "Factor", "level": "Compared"},
        judged=tuple(_judged(found, names, words)),
        fit=Fit(
            found.base.n,
            found.coefficients["term"].n_unique(),
            found.n_covariate_patterns,
            # A covariate that tells a class without exception is refused before.
            separated=False,
        ),
        **shared,
    )
    tests = Table(
        name=f"{name}.tests",
        title=f"{title}: does the factor go together with the profiles at all?",
        measure="diagnostic",
        dimensions=("factor",),
        cells=tuple(
            tested({"factor": words[row["covariate"]]}, found.base.n, row)
            for row in found.tests.iter_rows(named=True)
        ),
        notes=notes_of_tests(found.tests),
        labels={"factor": "Factor", **TEST_LABELS},
        **shared,
    )
    rules = {"method": found.method, "errors": found.errors, "reference": against}
    return result_of(found, (odds, tests), "typology.covariates", rules=rules, sample=sample)


def _odds_cells(
    found: ClassCovariates, names: Sequence[str], words: Mapping[str, str], units: Mapping[str, str]
) -> Iterator[Cell]:
    rows = {(row["class"], row["term"]): row for row in found.coefficients.iter_rows(named=True)}
    for k, covariate, level, n, count in _compared(found):
        first = found.counts.filter(pl.col("covariate") == covariate)["level"][0] == level
        # Numbers and yes/no have one coefficient, named as the covariate; yes is the second level.
        row = rows.get((k, f"{covariate}[{level}]"))
        if row is None and (level is None or not first):
            row = rows[k, covariate]
        values: dict[str, float | None] = {"estimate": 1.0, "low": None, "high": None, "se": None, "p": None}
        if row is None:
            values["reference"] = 1.0
        else:
            values |= {"estimate": row["odds_ratio"], "low": row["odds_low"], "high": row["odds_high"]}
            values |= {"se": row["se"], "p": row["p"]}
        values["df"] = found.df
        compared = level or f"per {units.get(covariate) or 'unit'}"
        group = {"class": names[k - 1], "factor": words[covariate], "level": compared}
        yield Cell(group, None, n, count, values)


def _compared(found: ClassCovariates) -> Iterator[tuple[int, str, str | None, int, int]]:
    """Yield class, covariate and level with the respondents of the class or the reference, and of the class.

    Of a number all of them; what it rests on is judged beside it.
    """
    counts = found.counts.with_columns(
        pl.when(pl.col("level").is_null()).then(pl.col("n")).otherwise(pl.col("count")).alias("there")
    )
    base = {
        (row["covariate"], row["level"]): row["there"]
        for row in counts.filter(pl.col("class") == found.reference).iter_rows(named=True)
    }
    for row in (
        counts.filter(pl.col("class") != found.reference).sort("class", maintain_order=True).rows(named=True)
    ):
        other = base[row["covariate"], row["level"]]
        yield row["class"], row["covariate"], row["level"], round(row["there"] + other), round(row["there"])


def _judged(found: ClassCovariates, names: Sequence[str], words: Mapping[str, str]) -> Iterator[Cell]:
    """Yield what a number's odds ratio rests on: those who do not have its commonest value."""
    numbers = found.counts.filter(pl.col("level").is_null())
    base = dict(numbers.filter(pl.col("class") == found.reference).select("covariate", "count").iter_rows())
    for row in numbers.filter(pl.col("class") != found.reference).iter_rows(named=True):
        group = {"class": names[row["class"] - 1], "factor": words[row["covariate"]]}
        group["level"] = "outside the commonest value"
        n = round(row["count"] + base[row["covariate"]])
        yield Cell(group, None, n, round(row["count"]), {})


def _labelled(covariates: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(set(labels) - set(covariates))
    if unknown:
        raise DataError.because(
            "a label is of a covariate", f"no '{unknown[0]}'", did_you_mean(unknown[0], covariates)
        )
    found = {name: labels.get(name, name) for name in covariates}
    if len(set(found.values())) < len(found):
        raise DataError.because("covariates have different labels", "a label used twice", "change one")
    return found
