"""Results of scales: their coefficients and their items, as tables that can travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal

import polars as pl

from handrail.survey.items import NOTHING_REVERSED, Reverse, items_of
from handrail.survey.methods import METHODS
from handrail.survey.results import number_of
from handrail.survey.scale_omega import Omega, omega
from handrail.survey.scales import Alpha, alpha
from handrail.survey.wording import Sample, design_words, sample_reading
from handrail.values.errors import DataError
from handrail.values.result import Result
from handrail.values.table import Cell, Table

if TYPE_CHECKING:
    from handrail.survey.sampling import Sampling

Coefficient = Literal["alpha", "omega"]
_NO_GRADE = "A coefficient says how consistently the items go together. It is no pass mark, and no validity."
_PLACES, _ITEM_PLACES = 3, 2
"""Decimals that are told: the fields report two, and exact ones would tell of few respondents' answers."""


def scale_result(
    design: Sampling,
    items: Mapping[str, str],
    where: pl.Expr | None = None,
    *,
    name: str,
    title: str,
    source: str,
    sample: Sample,
    coefficients: Sequence[Coefficient] = ("alpha",),
    reverse: Reverse = NOTHING_REVERSED,
    level: float = 0.95,
    public_use: bool = False,
    selection: str = "",
) -> Result:
    """Return a scale's alpha, omega or both, and what each item adds to it.

    Parameters
    ----------
    design
        The sample's design over a frame that holds the items.
    items
        Item to its label, in the order in which they are printed.
    where, reverse, level
        See :func:`handrail.survey.scales.alpha`.
    name, title, source, sample, public_use, selection
        See :func:`handrail.survey.results.to_result`.
    coefficients
        Which; both tables leave as a whole or not at all.

    Raises
    ------
    DataError
        See :func:`handrail.survey.scales.alpha` and :func:`handrail.survey.scale_omega.omega`.
    NotConverged
        Where omega's factor model has no proper solution.

    Notes
    -----
    The items' means and loadings in their own units stay in the study: a share of an item is an estimate of
    its own. Of yes/no items review counts how many of those with every answer said yes.

    Examples
    --------
    >>> from handrail.survey import Design
    >>> frame = pl.DataFrame({"a": [1, 2, 3, 4, 4] * 9, "b": [1, 2, 2, 4, 5] * 9, "c": [2, 1, 3, 4, 4] * 9})
    >>> labels = {"a": "Trust", "b": "Ease", "c": "Help"}
    >>> result = scale_result(Design(frame), labels, name="estimate:s", title="Support", source="p",
    ...                       sample="quota")
    >>> [(cell.group["coefficient"], cell.value("estimate")) for cell in result.tables[0].cells]
    [('alpha', 0.939)]
    >>> [table.name for table in result.tables], result.base
    (['estimate:s', 'estimate:s.items'], 45)
    """
    if not coefficients:
        raise DataError.because("a scale has a coefficient", "none", "ask for alpha or omega")
    answered = items_of(design, list(items), where, reverse)
    first = alpha(design, list(items), where, reverse=reverse, level=level)
    second = (
        omega(design, {title: list(items)}, where, reverse=reverse, level=level)
        if "omega" in coefficients
        else None
    )
    n = len(answered.rows)
    judged = tuple(
        Cell({}, None, n, int(column.sum()), {})
        for column in answered.answers.T
        if set(column.tolist()) == {0.0, 1.0}
    )
    notes = [sample_reading(sample, selection), _NO_GRADE, f"Base: {first.missing}."]
    notes += _turned(first, items)
    told = _told(first, second, coefficients)
    coefficient_table = Table(
        name=name,
        title=title,
        measure="comparison",
        dimensions=("coefficient",),
        cells=tuple(Cell({"coefficient": which}, None, n, None, values) for which, values, _ in told),
        notes=(*notes, *dict.fromkeys(f"Interval of {which}: {rule}." for which, _, rule in told)),
        labels={"coefficient": "Coefficient", "n": "n", **_LABELS},
        source=source,
        public_use=public_use,
        judged=judged,
        variable=title,
    )
    item_table = Table(
        name=f"{name}.items",
        title=f"{title}: its items",
        measure="comparison",
        dimensions=("item",),
        cells=tuple(
            Cell({"item": items[item]}, None, n, None, values) for item, values in _items(first, second)
        ),
        notes=(),
        labels={"item": "Item", **_LABELS},
        source=source,
        public_use=public_use,
        judged=judged,
        variable=title,
    )
    words = design_words(design)
    return Result(
        tables=(coefficient_table, item_table),
        base=n,
        weighted_base=first.weighted_n,
        left_out=first.left_out,
        method=METHODS["survey.scale"],
        rules={
            "coefficients": " and ".join(coefficients),
            "design": words.counted,
            "interval": "; ".join(dict.fromkeys(rule for _, _, rule in told)),
            "level": f"{level:g}",
            "missing": first.missing,
            **({"turned round": _ranges(first)} if reverse else {}),
            "precision": f"{_PLACES} decimals of a coefficient, {_ITEM_PLACES} of an item",
            "sample": sample,
            "variance": words.variance,
        },
        software={package: version(package) for package in ("numpy", "polars", "scipy")},
        warnings=_warnings(first),
    )


def _ranges(first: Alpha) -> str:
    return ", ".join(f"{item} ({low:g} to {high:g})" for item, (low, high) in first.reverse.items())


def _turned(first: Alpha, items: Mapping[str, str]) -> list[str]:
    """Return what was turned round, and what runs against the others nevertheless."""
    notes = []
    if first.reverse:
        named = [
            f"{items[item]} (answers from {low:g} to {high:g})" for item, (low, high) in first.reverse.items()
        ]
        notes.append(f"Turned round, as the plan declares: {', '.join(named)}.")
    if first.against:
        named = [items[item] for item in first.against]
        rest = "Nothing else was turned round." if first.reverse else "Nothing was turned round."
        notes.append(f"Against most of the others runs: {', '.join(named)}. {rest}")
    return notes


def _warnings(first: Alpha) -> tuple[str, ...]:
    asked = [item for item in first.against if item not in first.reverse]
    turned = [item for item in first.against if item in first.reverse]
    said = []
    if asked:
        said.append(
            f"an item runs against the others and is not declared as reversed: {', '.join(asked)}; where its "
            "question asks the other way round, declare it (reversed = [...]), else look at its recode"
        )
    if turned:
        said.append(
            f"an item runs against the others once it is turned round: {', '.join(turned)}; it may have been "
            "turned round in the file already"
        )
    return tuple(said)


_LABELS = {
    "estimate": "Value",
    "se": "Standard error",
    "low": "Lower limit",
    "high": "Upper limit",
    "item_rest": "With the other items",
    "alpha_if_dropped": "Alpha without it",
    "loading": "Loading",
}


def _told(
    first: Alpha, second: Omega | None, coefficients: Sequence[Coefficient]
) -> list[tuple[Coefficient, dict[str, float | None], str]]:
    told: list[tuple[Coefficient, dict[str, float | None], str]] = []
    if "alpha" in coefficients:
        found = {"estimate": first.alpha, "se": first.se, "low": first.low, "high": first.high}
        told.append(("alpha", _rounded(found, _PLACES), first.interval))
    if second is not None:
        (row,) = second.table.iter_rows(named=True)
        found = {name: number_of(row[name]) for name in ("estimate", "se", "low", "high")}
        told.append(("omega", _rounded(found, _PLACES), second.interval))
    return told


def _items(first: Alpha, second: Omega | None) -> list[tuple[str, dict[str, float | None]]]:
    loadings = {} if second is None else dict(second.loadings.select("item", "standardised").iter_rows())
    found = []
    for row in first.table.iter_rows(named=True):
        values = {name: number_of(row[name]) for name in ("item_rest", "alpha_if_dropped")}
        if loadings:
            values["loading"] = loadings[row["item"]]
        found.append((row["item"], _rounded(values, _ITEM_PLACES)))
    return found


def _rounded(values: Mapping[str, float | None], places: int) -> dict[str, float | None]:
    return {name: None if value is None else round(value, places) for name, value in values.items()}
