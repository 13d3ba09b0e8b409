"""Pooling: one number over countries, under a weight that is said, beneath each country's own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from handrail.survey.domains import domain_rows, lies_in_one_cluster
from handrail.survey.estimates import NUMBERS, DfRule, Estimates
from handrail.survey.few_weights import are_few, step_of, step_of_mean
from handrail.survey.groups import df_of, groups_of
from handrail.survey.intervals import share_limits, wald_limits
from handrail.survey.levels import level_text, levels_of
from handrail.survey.linearise import Floats, Integers
from handrail.survey.measures import (
    estimate_mean,
    estimate_proportion,
    largest_of,
    standard_error,
)
from handrail.survey.parts import check_parts
from handrail.survey.precision import precision_of
from handrail.survey.question import Question, check_question, is_yes_no, numbers_of
from handrail.values.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

CountryWeight = Literal["equal", "population", "as_given"]
COUNTRY_WEIGHTS: Mapping[CountryWeight, str] = {
    "equal": "each country counts alike",
    "population": "each country counts by its population",
    "as_given": "each country counts by the sum of its respondents' weights, as the file has them",
}

_OWN = ("country_weight", *NUMBERS, "precision")


@dataclass(frozen=True, eq=False)
class Pooled:
    """What :func:`pooled` gives back.

    Attributes
    ----------
    table
        One row a country, then the pooled row, in which the country is null: ``country_weight`` (the share of
        the pooled number that the country has), ``estimate``, ``se``, ``low``, ``high``, ``n``,
        ``weighted_n``, ``df`` and ``precision`` (of shares: shown, flagged or suppressed; null for means).
    countries, whole
        The countries' estimates, with the reasons of their precision, and the pooled one in the same form.
    country_weight, rule
        The weight of countries, and what it means in a reader's words: to be printed beside the number.
    """

    table: pl.DataFrame
    countries: Estimates
    whole: Estimates
    country_weight: CountryWeight
    rule: str


def pooled(
    design: Sampling,
    variable: str,
    country: str,
    country_weight: CountryWeight,
    where: pl.Expr | None = None,
    *,
    populations: Mapping[object, float] | None = None,
    df: DfRule = "design",
    level: float = 0.95,
) -> Pooled:
    """Return each country's share or mean, and then one number over them.

    Parameters
    ----------
    design
        A design in which no cluster lies in two countries.
    variable
        A yes/no variable, or a number whose means are pooled.
    country
        The column of countries.
    country_weight
        ``equal``, ``population`` (with ``populations``), or ``as_given``. There is no default: which one is
        right is a question about the number, and it is printed.
    where, df, level
        As in :meth:`handrail.survey.Design.proportion`.
    populations
        Country to the number of people that its respondents stand for.

    Raises
    ------
    DataError
        For an unknown weight, fewer than two countries, a country without answers or without a population, a
        cluster in two countries, and a variable of several categories.

    Notes
    -----
    Sum of a_k times the country's estimate; its variance is that of the sum of a_k times the linearised
    values of the country, so that strata or replicates which countries share are reckoned with. Populations
    are taken as known.

    Examples
    --------
    >>> from handrail.survey import Design
    >>> frame = pl.DataFrame({"told": [1, 0, 0, 0, 1, 1, 1, 0], "country": ["A"] * 4 + ["B"] * 4})
    >>> found = pooled(Design(frame, strata="country"), "told", "country", "population",
    ...                populations={"A": 3e6, "B": 1e6})
    >>> found.table.select("country", "country_weight", "estimate").rows()
    [('A', 0.75, 0.25), ('B', 0.25, 0.75), (None, 1.0, 0.375)]
    """
    if country_weight not in COUNTRY_WEIGHTS:
        raise DataError.because(
            "the weight of countries is said",
            f"'{country_weight}'",
            did_you_mean(country_weight, COUNTRY_WEIGHTS),
        )
    question = Question(variable, (country,), where, "logit", df, level)
    check_question(question, _OWN)
    column = design.column(variable)
    share = is_yes_no(column, levels_of(column))
    if not share and not column.dtype.is_numeric():
        raise DataError.because(
            "what is pooled is a yes/no variable or a number",
            f"'{variable}' holds {column.dtype}",
            "recode one category to yes and the others to no",
        )
    countries = estimate_proportion(design, question) if share else estimate_mean(design, question)
    value, answered = numbers_of(design, variable, "a pooled mean")
    grouping, inside = levels_of(design.column(country)), domain_rows(design, where)
    known = inside & (grouping.codes >= 0)
    parts = {
        group.key[0]: group.positions
        for group in groups_of([grouping], known, known & answered & (design.weight > 0))
    }
    _check_countries(design, country, parts, grouping.codes)
    shares = _country_shares(design, country, parts, country_weight, populations)
    rows = np.sort(np.concatenate(list(parts.values())))
    code = grouping.codes[rows]
    factor = np.zeros(len(grouping.values))
    factor[[int(grouping.codes[own[0]]) for own in parts.values()]] = list(shares.values())
    own_value, weight = value[rows], design.weight[rows]

    def again(other: Floats) -> float:
        whole = np.bincount(code, weights=other, minlength=len(factor))
        above = np.bincount(code, weights=other * own_value, minlength=len(factor))
        if country_weight == "as_given":
            return float(above.sum() / whole.sum())
        return float((factor[factor > 0] * above[factor > 0] / whole[factor > 0]).sum())

    estimate = again(weight)
    whole = np.bincount(code, weights=weight, minlength=len(factor))
    if country_weight == "as_given":
        linearised = weight * (own_value - estimate) / weight.sum()
    else:
        means = np.bincount(code, weights=weight * own_value, minlength=len(factor)) / np.where(
            whole > 0, whole, 1
        )
        linearised = weight * (factor / np.where(whole > 0, whole, 1))[code] * (own_value - means[code])
    se = None
    if not any(lies_in_one_cluster(design, own) for own in parts.values()):
        se = standard_error(design, rows, linearised, again)
    own_df = design.degrees_of_freedom if df == "design" else df_of(design, rows)
    if share:
        limits = share_limits(estimate, se, own_df, level, "logit", rows=int(known.sum()), n=len(rows))
    else:
        limits = wald_limits(estimate, se, own_df, level)
    check_parts(len(rows), dict(_labelled(countries, country)), of="respondents of all countries")
    numbers = (estimate, se, *limits, len(rows), float(weight.sum()), own_df)
    precision = precision_of(estimate, se, len(rows), df_of(design, rows)) if share else None
    last = (None, 1.0, *numbers, None if precision is None else precision.verdict)
    # What the pooled number weighs a respondent by: it is told no finer than such weights allow.
    carried = (
        weight if country_weight == "as_given" else weight * (factor / np.where(whole > 0, whole, 1))[code]
    )
    uneven = design.weights is not None
    return Pooled(
        table=_table(countries, country, list(shares.values()), last),
        countries=countries,
        whole=replace(
            countries,
            table=pl.DataFrame(
                [numbers], schema={n: countries.table.schema[n] for n in NUMBERS}, orient="row"
            ),
            by=(),
            counts=(int(own_value.sum()) if share else None,),
            largest=(None if share else largest_of(carried * own_value),),
            design_effect=(None,),
            steps=(
                (step_of(carried, own_value > 0) if share else step_of_mean(carried, own_value))
                if uneven
                else None,
            ),
            few=(uneven and are_few(carried),),
            precision=(precision,),
        ),
        country_weight=country_weight,
        rule=f"country_weight = {country_weight}: {COUNTRY_WEIGHTS[country_weight]}",
    )


def _check_countries(
    design: Sampling, country: str, parts: Mapping[object, Integers], codes: Integers
) -> None:
    if len(parts) < 2:
        raise DataError.because(
            "pooling is over countries", f"{len(parts)} of '{country}'", "widen the domain"
        )
    silent = sum(not len(own) for own in parts.values())
    if silent:
        raise DataError.because(
            "a country that is pooled has answers",
            f"{silent} of {len(parts)} countries without",
            "leave them out by the domain, and say so",
        )
    if design.clusters is None or design.replicate is not None:
        return
    cluster = design.structure.cluster_of_row
    seen = np.unique(np.column_stack([cluster[codes >= 0], codes[codes >= 0]]), axis=0)
    shared = int((np.bincount(seen[:, 0]) > 1).sum())
    if shared:
        raise DataError.because(
            "a cluster lies in one country",
            f"{shared} clusters of '{design.clusters}' found again in another country",
            "make the strata of country and stratum: numbers of schools begin anew in each country",
        )


def _country_shares(
    design: Sampling,
    country: str,
    parts: Mapping[object, Integers],
    country_weight: CountryWeight,
    populations: Mapping[object, float] | None,
) -> dict[object, float]:
    """Return each country's part in the pooled number; they add to one."""
    if country_weight == "population":
        given = populations or {}
        missing = [key for key in parts if not given.get(key, 0) > 0 or not math.isfinite(given[key])]
        if missing:
            raise DataError.because(
                'country_weight = "population" knows the population of each country',
                f"none for {', '.join(level_text(one) for one in missing)} of '{country}'",
                "give populations={country: people}",
            )
        sizes = {key: float(given[key]) for key in parts}
    elif country_weight == "equal":
        sizes = dict.fromkeys(parts, 1.0)
    else:
        sizes = {key: float(design.weight[own].sum()) for key, own in parts.items()}
    whole = math.fsum(sizes.values())
    return {key: size / whole for key, size in sizes.items()}


def _labelled(countries: Estimates, country: str) -> list[tuple[str, int]]:
    names = (level_text(one) for one in countries.table[country].to_list())
    return list(zip(names, countries.table["n"].to_list(), strict=True))


def _table(countries: Estimates, country: str, shares: list[float], last: tuple[object, ...]) -> pl.DataFrame:
    kind = countries.table.schema[country]
    schema = {country: kind, "country_weight": pl.Float64()}
    schema |= {name: countries.table.schema[name] for name in NUMBERS}
    schema["precision"] = pl.String()
    lines = [
        (row[0], share, *row[1:], None if found is None else found.verdict)
        for row, share, found in zip(countries.table.iter_rows(), shares, countries.precision, strict=True)
    ]
    return pl.DataFrame([*lines, last], schema=schema, orient="row")
