"""From a fitted typology to a result on how stable it is: intervals, refits, and plain clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from importlib.metadata import version
from typing import Any

from handrail.survey.few_weights import are_few
from handrail.typology.cells import named_classes, printed_categories
from handrail.typology.frames import Category
from handrail.typology.halves import split_halves
from handrail.typology.latent_classes import LatentClasses, kept_of
from handrail.typology.leaving_out import leave_groups_out, leave_items_out
from handrail.typology.methods import METHODS
from handrail.typology.plain_clusters import plain_alternatives
from handrail.typology.recovery import RECOVERED, Replicate, Stability, stability
from handrail.typology.refitting import check_fitted
from handrail.typology.results import Sample
from handrail.typology.stability_tables import (
    NOT_TOLD,
    Words,
    are_told,
    halves_table,
    left_out_table,
    plain_table,
    profiles_table,
    recovered_table,
    shares_table,
)
from handrail.typology.tidy import CATEGORICAL
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut, Result

_MODEL = (
    "the interval is model-based, under stated selection assumptions, and the share describes these "
    "respondents: it is no population figure without calibration."
)
_READING = {
    "probability": "Probability sample: the interval is that of drawing the sample again as it was drawn.",
    "quota": f"Quota sample: {_MODEL}",
    "convenience": f"Convenience sample: {_MODEL}",
}


def stability_result(
    model: LatentClasses,
    *,
    by: object = None,
    replicates: int = 1000,
    starts: int = 25,
    seed: int = 0,
    item_labels: Mapping[str, str] | None = None,
    yes: Category = 1,
    class_names: Sequence[str] = (),
    name: str,
    title: str,
    source: str,
    sample: Sample,
    selection: str = "",
    public_use: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    memory: MutableMapping[str, Replicate] | None = None,
) -> Result:
    """Return the stability of a fitted typology as a result with tables.

    ``name.recovered`` holds how often each profile came back, ``name.interval-shares`` how common each is
    with its interval, ``name.intervals`` each experience in each profile with its interval (where all items
    have categories), ``name.left-out`` and ``name.halves`` the refits, ``name.plain`` the plain clusters. Of
    fewer than 200 draws no interval is told, nor the 5th percentile of Jaccard, and a warning says so.

    Parameters
    ----------
    model
        A fitted typology.
    by
        The country, or another group, of each row of its frame: each is left out in turn. Without, the groups
        that it was fitted with, or none.
    replicates, starts, seed, workers, progress, stop, memory
        See :func:`handrail.typology.recovery.stability`.
    item_labels, yes, class_names, name, title, source, sample, selection, public_use
        See :func:`handrail.typology.results.typology_result`.

    Raises
    ------
    DataError
        For a model that was not fitted, and see the functions that it calls.
    Interrupted
        When ``stop`` said yes before the end.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> result = stability_result(LatentClasses(2, starts=5).fit(frame), replicates=20, starts=2,
    ...                           name="typology:t", title="Experiences", source="pilot",
    ...                           sample="convenience")
    >>> [table.name.partition(".")[2] for table in result.tables]
    ['recovered', 'interval-shares', 'intervals', 'left-out', 'halves', 'plain']
    >>> result.tables[0].cells[1].value("recovered")
    1.0
    """
    check_fitted(model)
    names = named_classes(class_names, model.n_classes)
    patterns = kept_of(model).layout.patterns
    if sample not in _READING:
        raise DataError.because(
            "a sample type is known", f"'{sample}'", did_you_mean(sample, tuple(_READING))
        )
    reading = _READING[sample]
    if selection and sample != "probability":
        reading = f"{reading} Assumed: {selection}"
    words = Words(name, title, source, public_use, reading)
    rest: dict[str, Any] = {"workers": workers, "stop": stop, "seed": seed}
    found = stability(model, replicates=replicates, starts=starts, progress=progress, memory=memory, **rest)
    tables = [recovered_table(words, found, names), shares_table(words, model, found, names)]
    if all(kind in CATEGORICAL for kind in patterns.kinds):
        printed = printed_categories(patterns, item_labels or {}, yes)
        tables.append(profiles_table(words, model, found, names, printed))
    left = [("item", item_labels or {}, leave_items_out(model, **rest))]
    if by is not None or len(patterns.known.groups) > 1:
        left.append(("group", {}, leave_groups_out(model, by, **rest)))
    tables += [
        left_out_table(words, model, left),
        halves_table(words, model, split_halves(model, **rest), names),
    ]
    warnings = list(_warnings(found, names))
    try:
        tables.append(plain_table(words, plain_alternatives(model)))
    except DataError as error:
        warnings.append(f"no plain clusters beside the profiles: {error}")
    few = model._weighted and are_few(patterns.row_weight)
    return Result(
        tables=tuple(tables),
        base=patterns.n,
        weighted_base=patterns.weighted_n if public_use or not few else None,
        left_out=tuple(LeftOut(rows, reason) for rows, reason in patterns.left_out),
        method=METHODS["typology.stability"],
        rules=_rules(found),
        seed=seed,
        software={package: version(package) for package in ("numpy", "scipy", "polars")},
        warnings=tuple(warnings),
    )


def _rules(found: Stability) -> dict[str, str]:
    return {
        "draws": f"{found.replicates} bootstrap samples of {found.unit}",
        "interval": "percentile, 2.5 and 97.5" if are_told(found) else f"none: {NOT_TOLD}",
        "matching": "all profiles at once, by the mean total variation distance of their items",
        "recovered": f"Jaccard above {RECOVERED:g}, respondents by their most likely profile and weight",
        "starts": f"the solution and {found.starts} random ones for each draw",
    }


def _warnings(found: Stability, names: Sequence[str]) -> list[str]:
    warnings = []
    if not are_told(found):
        warnings.append(
            f"only {found.replicates} draws: intervals and the 5th percentile of Jaccard are {NOT_TOLD}"
        )
    weak = [
        label for label, share in zip(names, found.classes["recovered"].to_list(), strict=True) if share < 0.5
    ]
    if weak:
        warnings.append(f"recovered in fewer than half of the draws: {', '.join(weak)}")
    if found.not_arrived:
        warnings.append(f"{found.not_arrived} of {found.replicates} draws did not arrive")
    if found.strata_alone:
        warnings.append(
            f"{found.strata_alone} strata have one unit, which entered every draw: intervals are too narrow"
        )
    return warnings
