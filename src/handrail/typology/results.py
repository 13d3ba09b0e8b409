"""From classes to a result that can travel: profiles, how common they are, and why this many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Literal

from handrail.survey.few_weights import are_few
from handrail.typology.cells import (
    SMALLEST_SHOWN,
    comparison_cells,
    everyone_cells,
    named_classes,
    printed_categories,
    profile_cells,
)
from handrail.typology.comparison import Progress, compare_classes
from handrail.typology.comparison_words import comparison_notes, comparison_warnings, unsupported
from handrail.typology.criteria_tables import CRITERIA_LABELS, CRITERIA_NOTE, DESIGN_NOTE, criteria_cells
from handrail.typology.frames import Category, ItemKind
from handrail.typology.likelihood_ratio import has_design
from handrail.typology.methods import METHODS
from handrail.typology.number_cells import number_cells
from handrail.typology.patterns import read_patterns
from handrail.typology.printed import PRINTING
from handrail.typology.share_intervals import ShareIntervals, share_intervals
from handrail.typology.splits import SPLITS_NOTES, split_cells
from handrail.values.errors import DataError, did_you_mean
from handrail.values.result import LeftOut, Result
from handrail.values.table import Table

Sample = Literal["probability", "quota", "convenience"]

_TOLERANCE = 1e-8
_RESPONDENTS = "Describes these respondents and is no population figure without calibration."
_READING = {
    "probability": "Probability sample: how common each profile is stands with its interval.",
    "quota": f"Quota sample: {_RESPONDENTS}",
    "convenience": f"Convenience sample: {_RESPONDENTS}",
}
NAMED = "A person named the profiles after seeing them; names describe experiences, not character."
UNNAMED = "Nobody has named the profiles yet; a name describes experiences, not character."
_LABELS = {
    "classes": "Profiles",
    "log_likelihood": "Log likelihood",
    "parameters": "Parameters",
    "bic": "BIC",
    "dbic": "dBIC",
    "aic": "AIC",
    "sabic": "Adjusted BIC",
    "entropy": "Entropy",
    "smallest": "Smallest profile",
    "starts_at_best": "Starts at best",
}


def typology_result(
    items: object,
    *,
    classes: int,
    considered: Sequence[int],
    starts: int = 50,
    seed: int = 0,
    weights: object = None,
    strata: object = None,
    clusters: object = None,
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal",
    without_intervals: str = "",
    item_labels: Mapping[str, str] | None = None,
    yes: Category = 1,
    class_names: Sequence[str] = (),
    because: str = "",
    name: str,
    title: str,
    source: str,
    sample: Sample,
    selection: str = "",
    public_use: bool = False,
    smallest: int = SMALLEST_SHOWN,
    progress: Progress | None = None,
) -> Result:
    """Return a planned typology as a result with tables.

    ``name`` holds how likely each experience is in each profile, ``name.everyone`` how likely it is among
    everybody, ``name.shares`` how common each profile is, with intervals, ``name.numbers`` the means of items
    that are numbers (where there are any), ``name.comparison`` the numbers of profiles that were considered,
    ``name.criteria`` their other criteria, and ``name.splits`` how the profiles of each number split into
    those of the next (where neighbouring numbers were considered).

    Parameters
    ----------
    items, weights, strata, clusters, kinds, starts, seed
        See :class:`handrail.typology.latent_classes.LatentClasses`; weights are those of a sample.
    without_intervals
        Why shares have none, where the design is known only in a way that is not read here.
    classes
        The number that the team settled on.
    considered
        The numbers that are compared; the planned one is always among them.
    item_labels
        Item to a reader's words.
    yes
        The category of items with two categories that is printed. Of others each category is.
    class_names
        A person's names, the class with the largest share first; "Profile 1" and so on without.
    because
        Why this number, where another has the lowest BIC (under a design dBIC).
    name, title, source, sample, selection, public_use
        The node, the reader's title, the survey's id, how respondents were found, the stated selection
        assumptions of quota and convenience samples, and whether the survey is a public-use file.
    smallest
        Respondents of a number's smallest profile from which on it is shown, and of a flow between numbers of
        profiles.
    progress
        Told how many numbers of classes are done, and of how many.

    Raises
    ------
    DataError
        See :func:`handrail.typology.comparison.compare_classes`; and for an item without the ``yes``, names
        that are not one for each class, labels or names used twice, and an unknown sample type.
    NotConverged
        When the best start of a model did not arrive.

    Examples
    --------
    >>> import polars as pl
    >>> rows = [(1, 1, 1, 1)] * 30 + [(0, 0, 0, 0)] * 50 + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0)] * 5
    >>> frame = pl.DataFrame(rows, schema=["asked", "moved", "met", "kept"], orient="row")
    >>> result = typology_result(frame, classes=2, considered=[1, 2], starts=5, name="typology:t",
    ...                          title="Experiences", source="pilot", sample="convenience")
    >>> [table.name for table in result.tables]
    ['typology:t', 'typology:t.everyone', 'typology:t.shares', 'typology:t.comparison', 'typology:t.criteria',
     'typology:t.splits']
    >>> cell = result.tables[0].cells[1]
    >>> dict(cell.group), cell.n, cell.count, dict(cell.values)
    ({'item': 'asked', 'class': 'Profile 2'}, 40, 40, {'above': 0.95})
    """
    if sample not in _READING:
        raise DataError.because(
            "a sample type is known", f"'{sample}'", did_you_mean(sample, tuple(_READING))
        )
    names = named_classes(class_names, classes)
    patterns = read_patterns(items, weights, kinds=kinds)
    printed = printed_categories(patterns, item_labels or {}, yes)
    compared = compare_classes(
        items, {*considered, classes}, weights=weights, strata=strata, clusters=clusters, kinds=kinds,
        starts=starts, seed=seed, tolerance=_TOLERANCE, progress=progress,
    )  # fmt: skip
    model = compared.models[classes]
    shown = share_intervals(model, names, without_intervals)
    reading = _READING[sample]
    if selection and sample != "probability":
        reading = f"{reading} Assumed: {selection}"

    def table(part: str, title: str, **given: Any) -> Table:
        return Table(
            name=name + part,
            title=title,
            source=source,
            variable=name + part,
            # A column of its own: the profiles' cells do not add up to their shares, and give none back.
            column=name + part,
            public_use=public_use,
            **given,
        )

    profiles = table(
        "",
        title,
        measure="probability",
        dimensions=("item", "class"),
        cells=profile_cells(model, printed, names),
        labels={"item": "Experience", "class": "Profile"},
        notes=(*_profile_notes(reading, named=bool(class_names)), *unsupported(compared)),
    )
    everyone = table(
        ".everyone",
        f"{title}: among everybody",
        measure="probability",
        dimensions=("item",),
        cells=everyone_cells(model, printed),
        labels={"item": "Experience"},
        notes=(reading, "Profiles are compared with these: the profiles' probabilities, each by its share."),
    )
    shares = table(
        ".shares",
        f"{title}: how common each profile is",
        measure="share",
        dimensions=(),
        cells=shown.cells,
        labels={f"{name}.shares": "Profile"},
        notes=(
            reading,
            _interval_note(shown, sample),
            "Profiles are ordered by their share, the most common first.",
        ),
    )
    means = number_cells(model, item_labels or {}, names)
    numbers = table(
        ".numbers",
        f"{title}: means in each profile",
        measure="mean",
        dimensions=("item", "class"),
        cells=means,
        labels={"item": "Experience", "class": "Profile"},
        notes=_profile_notes(reading, named=bool(class_names)),
    )
    comparison = table(
        ".comparison",
        f"{title}: numbers of profiles compared",
        measure="diagnostic",
        dimensions=("classes",),
        cells=comparison_cells(compared, smallest),
        labels=_LABELS,
        notes=comparison_notes(compared, classes, because, smallest),
    )
    by_design = (DESIGN_NOTE,) if has_design(model) else ()
    criteria = table(
        ".criteria",
        f"{title}: numbers of profiles by other criteria",
        measure="diagnostic",
        dimensions=("classes",),
        cells=criteria_cells(compared, smallest),
        labels=CRITERIA_LABELS,
        notes=(CRITERIA_NOTE.format(smallest=smallest), *by_design),
    )
    tables = [profiles, everyone, shares, *([numbers] if means else []), comparison, criteria]
    step, flows = split_cells(compared.models, class_names, classes=classes, least=smallest)
    if flows:
        split = table(
            ".splits",
            f"{title}: how the profiles of one number split into those of the next",
            measure="share",
            dimensions=("classes", "from", "to"),
            cells=flows,
            labels={"classes": "Profiles", "from": "From", "to": "To"},
            notes=(reading, *(note.format(step=step) for note in SPLITS_NOTES)),
        )
        tables.append(split)
    return Result(
        tables=tuple(tables),
        base=patterns.n,
        weighted_base=patterns.weighted_n if public_use or not _are_few(weights) else None,
        left_out=tuple(LeftOut(rows, reason) for rows, reason in patterns.left_out),
        method=METHODS["typology.latent_classes"],
        rules={**_rules(starts, sample, weighted=weights is not None), "interval": shown.rule},
        seed=seed,
        software={package: version(package) for package in ("numpy", "polars")},
        warnings=comparison_warnings(compared, classes, patterns),
    )


def _are_few(weights: object) -> bool:
    import numpy as np

    given = np.asarray([] if weights is None else weights, dtype=np.float64)
    return are_few(given[given > 0])


def _profile_notes(reading: str, *, named: bool) -> tuple[str, ...]:
    return (
        reading,
        NAMED if named else UNNAMED,
        "A profile is a pattern of experiences in a population, not a kind of person: nobody is assigned "
        "to one.",
        "Bases are the respondents expected in a profile by the model, unweighted and rounded.",
        PRINTING,
        "Whoever answered some of the items enters with those (full information, missing at random).",
    )


def _interval_note(shown: ShareIntervals, sample: Sample) -> str:
    if shown.rule.startswith("none: "):
        return f"No interval: {shown.rule.removeprefix('none: ')}."
    return f"{'Intervals' if sample == 'probability' else 'Model-based intervals'}: {shown.rule}."


def _rules(starts: int, sample: str, *, weighted: bool) -> dict[str, str]:
    return {
        "bic": "-2 log-likelihood + parameters x ln(respondents in the model)",
        "missing": "full information: a row enters with the items it answered; rows without any are left out",
        "order": "classes by share, the largest first",
        "sample": sample,
        "seed": "each start draws from PCG64 with the seed, the number of classes and the start's place",
        "starts": f"{starts} for each number of classes, each followed until it arrives",
        "tolerance": f"a step changes the total log-likelihood by less than {_TOLERANCE:g}",
        "weights": "scaled to add up to the respondents in the model" if weighted else "none",
    }
