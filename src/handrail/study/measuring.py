"""Measuring: one analysis of a plan as a result, a function for each measure, and numbers over countries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from handrail.study.answers import domain_of
from handrail.study.measuring_scales import scale_of
from handrail.study.plan import Analysis, Survey, Variable
from handrail.study.plan_analysis_rules import pools, spans_countries
from handrail.values import DataError, DisclosureRefused, Result, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from handrail.survey import Design

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Asked:
    """What an analysis asks of a design.

    Attributes
    ----------
    analysis, survey
        The plan's.
    design
        Over the analysis's variables.
    variables
        Each variable that it reads, by its name.
    smallest_cell
        The plan's.
    labelled_codes
        Variable to the codes of answers that have a label in the file, where they are numbers.
    """

    analysis: Analysis
    survey: Survey
    design: Design
    variables: Mapping[str, Variable]
    smallest_cell: int
    labelled_codes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def domain(self) -> pl.Expr | None:
        """The rows that the analysis is about, or None for all."""
        return domain_of(self.design.frame, self.analysis.where, self.variables.values())

    @property
    def described(self) -> dict[str, Any]:
        """What every result is told about itself."""
        return {
            "name": f"estimate:{self.analysis.id}",
            "title": self.analysis.title,
            "source": self.survey.id,
            "sample": self.survey.sample,
            "public_use": bool(self.survey.public_use),
            "selection": self.survey.selection,
        }

    @property
    def labelled(self) -> dict[str, Any]:
        """The same, with readers' labels of what is measured and of the groups."""
        labels = {variable.name: variable.label for variable in self.variables.values()}
        label = labels.get(self.analysis.variable, "")
        return {**self.described, "dimension_labels": labels, "variable_label": label}

    @property
    def rules(self) -> dict[str, Any]:
        """Degrees of freedom and level."""
        return {"df": self.survey.df, "level": self.analysis.level}


def measured(asked: Asked) -> Result:
    """Return an analysis as a result.

    Raises
    ------
    DataError
        For what the measure cannot be taken of, and parts that do not add to the survey's rows.
    """
    result = _MEASURES[asked.analysis.measure](asked)
    _check_parts(result, asked)
    return _with_countries(result, asked)


def _check_parts(result: Result, asked: Asked) -> None:
    from handrail.survey import check_parts

    parts: dict[str, float] = {"in the analysis": result.base}
    for one in result.left_out:
        parts[one.reason] = parts.get(one.reason, 0) + one.rows
    check_parts(asked.design.frame.height, parts, of=f"rows of '{asked.survey.id}'")


def _estimate(asked: Asked) -> Result:
    from handrail.survey import estimate, pooled, pooled_result

    analysis, survey = asked.analysis, asked.survey
    if analysis.measure not in ("proportion", "mean"):
        raise ValueError(f"an estimate is a proportion or a mean; received {analysis.measure}")
    categories = asked.variables[analysis.variable].categories
    if pools(analysis, survey) and survey.country_weight is not None and not categories:
        people: dict[object, float] = dict(survey.populations.items())
        found = pooled(
            asked.design,
            analysis.variable,
            survey.country,
            survey.country_weight,
            asked.domain,
            populations=people or None,
            **asked.rules,
        )
        return pooled_result(found, **asked.labelled)
    # Countries beside another grouping have no whole: what each counts in it was not said for that.
    whole = survey.country not in analysis.by or survey.country_weight == "as_given"
    return estimate(
        asked.design,
        analysis.measure,
        analysis.variable,
        list(analysis.by) or None,
        asked.domain,
        interval=analysis.interval,
        total=whole,
        **asked.rules,
        **asked.labelled,
    )


def _quantile(asked: Asked) -> Result:
    from handrail.survey import quantile_result

    analysis = asked.analysis
    q = tuple(sorted(analysis.q or QUARTILES))
    found = asked.design.quantile(
        analysis.variable, q, list(analysis.by) or None, asked.domain, **asked.rules
    )
    result = quantile_result(found, **asked.labelled)
    # The node is named by its first table: the quantile nearest to the middle.
    middle = min(range(len(q)), key=lambda at: abs(q[at] - 0.5))
    first = replace(result.tables[middle], name=f"estimate:{analysis.id}")
    return replace(result, tables=(first, *result.tables[:middle], *result.tables[middle + 1 :]))


def _crosstab(asked: Asked) -> Result:
    from handrail.survey import crosstab_result

    analysis, design, domain = asked.analysis, asked.design, asked.domain
    (row,) = analysis.by
    rules = {**asked.rules, "interval": analysis.interval}
    found = design.crosstab(row, analysis.variable, domain, **rules)
    rows = design.proportion(analysis.variable, row, domain, **rules)
    result = crosstab_result(
        found, rows, design.proportion(analysis.variable, None, domain, **rules), **asked.labelled
    )
    if row != asked.survey.country or asked.survey.country_weight == "as_given":
        return result
    shares, *test = result.tables
    own = replace(shares, cells=tuple(cell for cell in shares.cells if cell.group))
    return replace(result, tables=(own, *test))


def _difference(asked: Asked) -> Result:
    from handrail.survey import difference_result

    analysis = asked.analysis
    (by,) = analysis.by
    found = asked.design.difference(
        analysis.variable, by, asked.domain, between=_between(asked, by), **asked.rules
    )
    return difference_result(found, **asked.labelled)


def _between(asked: Asked, by: str) -> tuple[object, object] | None:
    if not asked.analysis.between:
        return None
    from handrail.survey.recipes import code_text

    answered = asked.design.frame[by].drop_nulls().unique().to_list()
    levels: dict[str, object] = {code_text(level): level for level in answered}
    # The plan's own words only: a message never lists what people answered.
    variable = asked.variables[by]
    planned = [*variable.categories.values(), *(["Yes", "No"] if variable.yes else [])]
    for name in asked.analysis.between:
        if code_text(name) not in levels:
            raise DataError.because(
                f"between names groups of '{by}' that occur",
                f"'{name}'",
                did_you_mean(name, planned),
                file="study.toml",
            )
    first, second = (levels[code_text(name)] for name in asked.analysis.between)
    return first, second


def _polyvictimisation(asked: Asked) -> Result:
    from handrail.survey import VictimisationType, polyvictimisation, polyvictimisation_result

    analysis, survey = asked.analysis, asked.survey
    items = [asked.variables[name] for name in analysis.items]
    types = [VictimisationType(one.name, one.label, one.nature or "victimisation") for one in items]
    least = analysis.minimum_answered or len(types)
    if not survey.public_use:
        _refuse_telling_counts(asked, least)

    def run(by: list[str] | None) -> Any:
        return polyvictimisation(
            asked.design,
            types,
            by,
            asked.domain,
            minimum_answered=least,
            top_from=analysis.top_from,
            level=analysis.level,
        )

    whole = analysis.by and (survey.country not in analysis.by or survey.country_weight == "as_given")
    labels = {one.name: one.label for one in asked.variables.values()}
    result: Result = polyvictimisation_result(
        run(list(analysis.by) or None),
        run(None) if whole else None,
        dimension_labels=labels,
        **asked.described,
    )
    return result


def _refuse_telling_counts(asked: Asked, least: int) -> None:
    """Refuse a count that differs from one of its items by few respondents.

    Review subtracts groups of one column. A count is made of several: who told of every type told of each,
    and who told of none of no one, so that an item's share less the count's is a group, too.

    Raises
    ------
    DisclosureRefused
        Naming the item; never a number.
    """
    import polars as pl

    limit, items = asked.smallest_cell, list(asked.analysis.items)
    frame = asked.design.frame if asked.domain is None else asked.design.frame.filter(asked.domain)
    counted = frame.filter(pl.sum_horizontal(pl.col(items).is_not_null()) >= least)
    by = list(asked.analysis.by)
    parts = [counted, *(counted.drop_nulls(by).partition_by(by) if by else [])]
    for part in parts:
        told = part.select(pl.sum_horizontal(pl.col(items).fill_null(0)).alias("told"))["told"]
        every, none = int((told == len(items)).sum()), int((told == 0).sum())
        for item in items:
            yes, no = int((part[item] == 1).sum()), int((part[item] == 0).sum())
            for count, more in ((every, yes), (none, no)):
                if count >= limit and 0 < abs(more - count) < limit:
                    raise DisclosureRefused.because(
                        f"a count and each of its items differ by {limit} respondents or by none",
                        f"'{item}' in analysis '{asked.analysis.id}'",
                        "leave the item out, or group by less",
                    )


_MEASURES: Mapping[str, Callable[[Asked], Result]] = {
    "proportion": _estimate,
    "mean": _estimate,
    "quantile": _quantile,
    "crosstab": _crosstab,
    "difference": _difference,
    "scale": scale_of,
    "polyvictimisation": _polyvictimisation,
}


def _with_countries(result: Result, asked: Asked) -> Result:
    """Return a result that says what countries count in it, where it is over several."""
    from handrail.survey.pooling import COUNTRY_WEIGHTS

    weight = asked.survey.country_weight
    over = spans_countries(asked.analysis, asked.survey) or (
        weight == "as_given" and asked.survey.country in asked.analysis.by
    )
    if not over or weight is None or "country_weight" in result.rules:
        return result
    words = f"{weight}: {COUNTRY_WEIGHTS[weight]}"
    first, *rest = result.tables
    noted = replace(first, notes=(*first.notes, f"country_weight = {words}."))
    return replace(result, tables=(noted, *rest), rules={**result.rules, "country_weight": words})
