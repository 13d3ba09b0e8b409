"""Figures: the estimators on this computer, against published tables."""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt

from handrail.study.self_test import published
from handrail.study.self_test.check import Check, close


def survey_figures() -> list[Check]:
    """Return checks of a design-based mean and of a logistic regression."""
    import polars as pl

    from handrail.survey import Design

    rows = [
        (stratum, population, weight, index)
        for stratum, (population, weight, indices) in published.SCHOOLS.items()
        for index in indices
    ]
    schools = pl.DataFrame(rows, schema=["stratum", "population", "weight", "index"], orient="row")
    design = Design(schools, weights="weight", strata="stratum", fpc="population")
    found = design.mean("index").table.row(0, named=True)
    source = "R survey 4.5 on apistrat: weights, strata, finite population"

    table = published.SMOKERS
    people = [(int(who == "case"), what) for (who, what), count in table.items() for _ in range(count)]
    men = pl.DataFrame(people, schema=["ill", "smokes"], orient="row")
    model = Design(men).logit("ill ~ smokes").table.row(1, named=True)
    odds = (table["case", "smoker"] * table["control", "not"]) / (
        table["case", "not"] * table["control", "smoker"]
    )
    # Of a saturated model the sandwich is Woolf's variance (1955, Annals of Human Genetics 19, 251-253),
    # times n / (n - 1) for sampling with replacement.
    n = sum(table.values())
    error = sqrt(sum(1 / count for count in table.values()) * n / (n - 1))
    doll = "Doll and Hill 1950, table IV"
    return [
        close("mean of a stratified sample", source, published.SCHOOLS_MEAN, found["estimate"], 1e-10),
        close("its standard error", source, published.SCHOOLS_ERROR, found["se"], 1e-9),
        close("odds ratio of a logistic regression", doll, odds, model["odds_ratio"], 1e-8),
        close("standard error of its logarithm", f"{doll}; Woolf 1955", error, model["se"], 1e-7),
    ]


def agreement_figures() -> list[Check]:
    """Return checks of Krippendorff's alpha at four levels."""
    from handrail.interviews import krippendorff_alpha
    from handrail.interviews.agreement import LEVELS

    return [
        close(
            f"Krippendorff's alpha, {level}",
            "Krippendorff 2011: four coders, twelve units, missing ratings",
            published.ALPHA[level],
            krippendorff_alpha(published.CODERS, level),
            1e-6,
        )
        for level in LEVELS
    ]


def typology_figures() -> list[Check]:
    """Return checks of latent classes on two classic tables."""
    checks: list[Check] = []
    for name, source, patterns, classes, fit in (
        ("students' role conflicts, 2 classes", "Goodman 1974; poLCA 1.6.0.2", published.STUDENTS, 2,
         published.STUDENTS_FIT),
        ("pathologists' slides, 3 classes", "Agresti 2002; poLCA 1.6.0.2", published.SLIDES, 3,
         published.SLIDES_FIT),
    ):  # fmt: skip
        likelihood, deviance = _fitted(patterns, classes)
        checks.append(close(f"log-likelihood of {name}", source, fit[0], likelihood, 1e-7))
        checks.append(close(f"G2 of {name}", source, fit[1], deviance, 1e-5))
    return checks


def _fitted(patterns: Mapping[str, int], classes: int) -> tuple[float, float]:
    import polars as pl

    from handrail.typology import LatentClasses

    rows = [tuple(map(int, pattern)) for pattern, count in patterns.items() for _ in range(count)]
    names = [f"item{number}" for number in range(len(rows[0]))]
    model = LatentClasses(classes, starts=20, seed=1).fit(pl.DataFrame(rows, schema=names, orient="row"))
    # G2 compares with the saturated model, whose likelihood is that of the observed shares.
    n = sum(patterns.values())
    saturated = sum(count * log(count / n) for count in patterns.values())
    return model.log_likelihood_, 2 * (saturated - model.log_likelihood_)
