"""Covariates: which circumstances go together with being in a class, by one, two or three steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from handrail.typology.assignment import CountingRule, assign
from handrail.typology.bch import bch_covariates
from handrail.typology.derivatives import coordinates_of
from handrail.typology.errors import covariance
from handrail.typology.expected import covariate_counts
from handrail.typology.first_step import (
    NO_COVARIATE,
    Base,
    FirstStep,
    base_of,
    first_step_of,
    step_covariance,
)
from handrail.typology.frames import as_frame
from handrail.typology.joint import Joint, joint_of
from handrail.typology.kinds import METHOD_NAMES, CovariateMethod
from handrail.typology.known import Known, answered_all, read_known
from handrail.typology.layout import lay_out
from handrail.typology.parameters import Parameters
from handrail.typology.patterns import Floats
from handrail.typology.polish import is_identified, polish
from handrail.typology.search import ascend
from handrail.typology.second_step import check_finite, fit_held
from handrail.typology.wald import TEST_SCHEMA, design_df, half_width, row_of_test, two_sided, wald
from handrail.values.errors import DataError, NotConverged, did_you_mean
from handrail.values.stays import StaysInMemory

if TYPE_CHECKING:
    from handrail.typology.latent_classes import LatentClasses


@dataclass(frozen=True, eq=False)
class ClassCovariates(StaysInMemory):
    """A multinomial logit of class on covariates; associations in a population, not a way to tell who is who.

    Attributes
    ----------
    coefficients
        One row a class but the reference, and a term: class, against (the reference), term, estimate
        (log odds), se, low, high, p, odds_ratio, odds_low, odds_high.
    tests
        One row a covariate, the Wald test that all its coefficients are zero: covariate, distribution,
        statistic, df, denominator_df, p; null where the covariance cannot tell.
    counts
        One row a covariate, level and class, in unweighted respondents that the first step expects:
        covariate, level, class, n (of the class), count (of them at the level). A number has one row a class,
        without a level; its count is of those who do not have its commonest value.
    method, counting
        How the classes were related to the covariates; of a three-step method how respondents counted, else
        None.
    errors
        ``stacked``: with the first step's uncertainty; of the one-step method ``observed`` or ``linearised``.
    base
        The respondents beneath it.
    level, df, n_covariate_patterns
        The intervals' level, the design's degrees of freedom (None without a design), and
        different rows of covariates.
    """

    coefficients: pl.DataFrame
    tests: pl.DataFrame
    counts: pl.DataFrame
    method: CovariateMethod
    counting: CountingRule | None
    errors: str
    reference: int
    base: Base
    level: float
    df: int | None
    n_covariate_patterns: int


@dataclass(frozen=True, eq=False)
class _Solved:
    """Coefficients, class after class with the last as the reference, and their covariance."""

    coefficients: Floats
    covariance: Floats
    errors: str


def class_covariates(
    model: LatentClasses,
    covariates: object,
    *,
    method: CovariateMethod = "three-step-ml",
    counting: CountingRule = "modal",
    reference: int = 1,
    level: float = 0.95,
) -> ClassCovariates:
    """Return how class membership goes together with covariates.

    Parameters
    ----------
    model
        A typology fitted to the items alone; its weights, strata and clusters hold in every step.
    covariates
        A frame of numbers, yes/no and categories, one row for each row of the items. Rows without an answer
        to one of them stay in the first step and in the design; the one-step method takes none.
    method
        ``one-step``: items and covariates together, from where the typology is. ``two-step``: the items'
        parameters stay as they are. ``three-step-ml`` and ``bch``: respondents count for classes, and the
        errors of that are allowed for, by maximum likelihood or by weights.
    counting
        Of the three-step methods, how a respondent counts: ``modal``, for the likeliest class alone, or
        ``proportional``, for each class as likely as it is. Nothing of it leaves the function.
    reference
        The class that the others are compared with; 1 is the commonest.
    level
        Of the intervals.

    Raises
    ------
    DataError
        For a typology with groups or covariates, not identified, or of one class; for covariates that do not
        fit the items' rows or are missing; and for an unknown method, counting or reference.
    NotConverged
        Where a covariate tells a class without exception.

    References
    ----------
    Bandeen-Roche and others 1997, Journal of the American Statistical Association 92, 1375-1386; Bakk and
    Kuha 2018, Psychometrika 83, 871-892; Vermunt 2010, Political Analysis 18, 450-469; Bakk, Oberski and
    Vermunt 2014, Political Analysis 22, 520-540.

    Examples
    --------
    >>> from handrail.typology import LatentClasses
    >>> rows = [(1, 1, 1)] * 30 + [(0, 0, 0)] * 50 + [(1, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 0)] * 5
    >>> items = pl.DataFrame(rows, schema=["asked", "moved", "met"], orient="row")
    >>> alone = pl.DataFrame({"alone": [1] * 20 + [0] * 10 + [1] * 15 + [0] * 35 + [1, 0, 0, 0] * 5})
    >>> found = class_covariates(LatentClasses(2, starts=5).fit(items), alone, method="two-step")
    >>> found.coefficients.select("class", "against", "term", pl.col("odds_ratio").round(1)).rows()[1]
    (2, 1, 'alone', 5.0)
    """
    if method not in METHOD_NAMES:
        raise DataError.because(
            "a method of covariates is known", f"'{method}'", did_you_mean(str(method), METHOD_NAMES)
        )
    first = first_step_of(model)
    if not (isinstance(reference, int) and 1 <= reference <= first.classes):
        raise DataError.because(
            "the reference is one of the classes",
            f"{reference!r}",
            f"give a number from 1 to {first.classes}",
        )
    frame = as_frame(covariates)
    if frame.width == 0:
        raise DataError.because("covariates are one or more", "none", "name one at least")
    patterns = first.layout.patterns
    answered = answered_all(frame, model._rows, patterns.rows)
    if method == "one-step":
        answered[:] = True  # items and covariates are one likelihood: what is missing is refused below
    known = read_known(None, frame, model._rows, patterns.rows[answered])
    scaled, back = _scaled(known)
    beside = np.full(len(patterns.rows), -1, dtype=np.intp)
    beside[answered] = known.row_of
    joint = joint_of(patterns, beside, scaled)
    three = method in ("three-step-ml", "bch")
    if method == "one-step":
        solved = _one_step(model, first, joint)
    elif method == "bch":
        step = bch_covariates(first, joint, assign(first, counting))
        solved = _Solved(step.estimates, step_covariance(first, joint, step), "stacked")
    else:
        held = fit_held(first, joint, assign(first, counting) if three else None, _no_slopes(first, scaled))
        coefficients = held.top.found.prior[:, :-1].T.reshape(-1)
        solved = _Solved(coefficients, step_covariance(first, joint, held.step), "stacked")
    df = design_df(first.sampled, patterns)
    terms = _terms(frame.select(pl.all().gather(pl.Series(patterns.rows[answered]))))
    estimates, spread = _against(solved, first.classes, reference - 1, back)
    return ClassCovariates(
        coefficients=_table(estimates, spread, known, reference=reference, df=df, level=level),
        tests=_tests(estimates, spread, terms, reference - 1, df),
        counts=covariate_counts(first, frame, answered),
        method=method,
        counting=counting if three else None,
        errors=solved.errors,
        reference=reference,
        base=base_of(first, ~answered, NO_COVARIATE),
        level=level,
        df=df,
        n_covariate_patterns=len(known.x),
    )


def _one_step(model: LatentClasses, first: FirstStep, joint: Joint) -> _Solved:
    layout = lay_out(joint.patterns)
    start = Parameters(first.found.items, _no_slopes(first, joint.patterns.known))
    found, _, arrived = ascend(layout, start, model.tolerance, model.max_iterations)
    if not arrived:
        raise NotConverged.because(
            "items and covariates together reach their top",
            f"{model.max_iterations} steps were not enough",
            "raise max_iterations, or use another method",
        )
    found = polish(layout, found).parameters
    check_finite(np.einsum("sc,ck->sk", joint.patterns.known.x, found.prior))
    free = coordinates_of(layout, found)
    if free.prior is None or not is_identified(layout, found, free):
        raise DataError.because(
            "items and covariates together tell every parameter",
            "a model that is not identified",
            "leave a covariate out, or choose fewer classes",
        )
    by_design = first.weighted or design_df(first.sampled, first.layout.patterns) is not None
    kind: Literal["linearised", "observed"] = "linearised" if by_design else "observed"
    spread = covariance(layout, found, free, kind, first.sampled)
    at = free.prior.at
    return _Solved(found.prior[:, :-1].T.reshape(-1), spread[np.ix_(at, at)], kind)


def _no_slopes(first: FirstStep, known: Known) -> Floats:
    """Return coefficients that give everybody the classes' shares."""
    prior = np.zeros((len(known.columns), first.classes))
    heights = np.log(first.found.prior[0])
    prior[0] = heights - heights[-1]
    return prior


def _scaled(known: Known) -> tuple[Known, Floats]:
    """Return covariates in standard units, so that years and seconds are alike, and the way back.

    The way back makes coefficients of the covariates as they were given (columns x columns).
    """
    centre, spread = known.x.mean(axis=0), known.x.std(axis=0)
    centre[0], spread[0] = 0.0, 1.0
    back = np.diag(1 / spread)
    back[0] -= centre / spread
    return replace(known, x=(known.x - centre) / spread), back


def _against(solved: _Solved, classes: int, reference: int, back: Floats) -> tuple[Floats, Floats]:
    """Return the coefficients (class after class, K x columns) against another class; their covariance."""
    turn = np.eye(classes)[:, : classes - 1]
    turn = np.kron(turn - turn[reference], back)
    spread: Floats = np.einsum("ab,bc,dc->ad", turn, solved.covariance, turn)
    return np.einsum("ab,b->a", turn, solved.coefficients), spread


def _terms(frame: pl.DataFrame) -> dict[str, list[int]]:
    """Return the places of each covariate's coefficients among the columns; the first is the intercept's."""
    found: dict[str, list[int]] = {}
    end = 1
    for name in frame.columns:
        plain = frame[name].dtype.is_numeric() or frame[name].dtype == pl.Boolean
        begin, end = end, end + (1 if plain else frame[name].n_unique() - 1)
        found[name] = list(range(begin, end))
    return found


def _table(
    estimates: Floats, spread: Floats, known: Known, *, reference: int, df: int | None, level: float
) -> pl.DataFrame:
    width = half_width(level, df)
    columns = len(known.columns)
    rows = []
    for at, estimate in enumerate(estimates.tolist()):
        k, c = divmod(at, columns)
        if k + 1 == reference:
            continue
        se = float(np.sqrt(max(spread[at, at], 0.0)))
        low, high = estimate - width * se, estimate + width * se
        with np.errstate(over="ignore"):
            odds = [float(np.exp(value)) for value in (estimate, low, high)]
        p = two_sided(estimate, se, df) if se > 0 else None
        rows.append((k + 1, reference, known.columns[c], estimate, se, low, high, p, *odds))
    numbers = ("estimate", "se", "low", "high", "p", "odds_ratio", "odds_low", "odds_high")
    schema = {"class": pl.Int64, "against": pl.Int64, "term": pl.String, **dict.fromkeys(numbers, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _tests(
    estimates: Floats, spread: Floats, terms: dict[str, list[int]], reference: int, df: int | None
) -> pl.DataFrame:
    columns = 1 + sum(len(own) for own in terms.values())
    rows = []
    for name, own in terms.items():
        places = [divmod(place, columns) for place in range(len(estimates))]
        at = np.array([place for place, (k, c) in enumerate(places) if k != reference and c in own])
        rows.append((name, *row_of_test(wald(estimates[at], spread[np.ix_(at, at)], df))))
    return pl.DataFrame(rows, schema={"covariate": pl.String, **TEST_SCHEMA}, orient="row")
