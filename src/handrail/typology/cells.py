"""Cells of a typology: each experience in each profile, each profile, and each number of profiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeAlias

import numpy as np

from handrail.survey.levels import level_text
from handrail.typology.comparison import ClassComparison
from handrail.typology.frames import Category
from handrail.typology.latent_classes import LatentClasses
from handrail.typology.patterns import Floats, Patterns
from handrail.typology.printed import effective_sizes, exact_bound, profile_bounds, shown_value
from handrail.typology.tidy import CATEGORICAL
from handrail.values.errors import DataError, did_you_mean
from handrail.values.table import Cell

SMALLEST_SHOWN = 10
"""Fewer expected respondents than this in the smallest class, and its share is not shown."""


Printed: TypeAlias = Mapping[int, tuple[str, str | None]]
"""Place of a category to its item's label and its own words; no words for the one that means yes."""


def named_classes(given: Sequence[str], classes: int) -> list[str]:
    """Return a name for each class: the person's, or "Profile 1" and so on.

    Raises
    ------
    DataError
        When there is not one for each class, or one is used twice.

    Examples
    --------
    >>> named_classes((), 2), named_classes(["Little", "Pressed"], 2)
    (['Profile 1', 'Profile 2'], ['Little', 'Pressed'])
    """
    names = list(given) or [f"Profile {number}" for number in range(1, classes + 1)]
    if len(names) != classes:
        raise DataError.because(
            "each class has one name, or none has",
            f"{len(names)} names for {classes} classes",
            "name all, the class with the largest share first",
        )
    if len(set(names)) < len(names):
        raise DataError.because("classes have different names", "a name used twice", "change one")
    return names


def printed_categories(patterns: Patterns, labels: Mapping[str, str], yes: Category) -> Printed:
    """Return which of the M categories are printed, each with its item's label and its own words.

    A category of two has no words: it is the one that means yes. Of two that are words, neither of them the
    ``yes``, both are printed. Counts and continuous items have none: see
    :func:`handrail.typology.number_cells.number_cells`.

    Raises
    ------
    DataError
        For a label of no item, an item of two categories without the ``yes``, or a label used twice.
    """
    worded(patterns.items, labels, "item")
    in_categories = {
        item: found
        for item, found, kind in zip(patterns.items, patterns.categories, patterns.kinds, strict=True)
        if kind in CATEGORICAL
    }
    return printed_of(in_categories, {item: labels[item] for item in in_categories if item in labels}, yes)


def printed_of(items: Mapping[str, Sequence[Category]], labels: Mapping[str, str], yes: Category) -> Printed:
    """Return the same of items, each with its categories."""
    words = worded(tuple(items), labels, "item")
    printed: dict[int, tuple[str, str | None]] = {}
    first = 0
    for item, found in items.items():
        label = words[item]
        if len(found) > 2 or _in_words(yes, found):
            printed |= {first + at: (label, level_text(value)) for at, value in enumerate(found)}
        else:
            printed[first + _place_of(yes, found, item)] = (label, None)
        first += len(found)
    return printed


def worded(names: Sequence[str], labels: Mapping[str, str], what: str) -> dict[str, str]:
    """Return each name's label, or the name itself.

    Raises
    ------
    DataError
        For a label of nothing, and a label used twice.

    Examples
    --------
    >>> worded(["moved", "met"], {"met": "Met in person"}, "item")
    {'moved': 'moved', 'met': 'Met in person'}
    """
    unknown = sorted(set(labels) - set(names))
    if unknown:
        raise DataError.because(
            f"a label is of an existing {what}",
            f"no {what} '{unknown[0]}'",
            did_you_mean(unknown[0], names),
        )
    words = {name: labels.get(name, name) for name in names}
    if len(set(words.values())) < len(words):
        raise DataError.because(f"{what}s have different labels", "a label used twice", "change one")
    return words


def _in_words(yes: Category, found: Sequence[Category]) -> bool:
    words = [level_text(value) for value in found]
    return all(isinstance(value, str) and not value.isdigit() for value in found) and (
        level_text(yes).isdigit() and level_text(yes) not in words
    )


def _place_of(yes: Category, found: Sequence[Category], item: str) -> int:
    for place, value in enumerate(found):
        # True is 1 to Python, and a csv's "1" is text.
        if value == yes or level_text(value) == level_text(yes):
            return place
    raise DataError.because(
        "an item with two categories has the one that means yes",
        f"'{item}' without '{level_text(yes)}'",
        "say with `yes` which category it is, or recode the item",
    )


def profile_cells(
    model: LatentClasses, printed: Printed, names: Sequence[str], bounds: Floats | None = None
) -> tuple[Cell, ...]:
    """Return how likely each printed category is in each class, with the respondents expected there.

    The base is everyone expected in the class who answered the item. Near 0 and 1 a cell holds a limit and
    not the probability (:func:`handrail.typology.printed.shown_value`).

    Parameters
    ----------
    bounds
        What prints in classes of few respondents (M x K); those of the profile likelihood without.
    """
    sizes = effective_sizes(model)
    bounds = profile_bounds(model, printed) if bounds is None else bounds
    probabilities = model.item_probabilities_["probability"].to_numpy().reshape(model.n_classes, -1)
    counts = model.expected_counts_["n"].to_numpy().reshape(model.n_classes, -1)
    items = model.item_probabilities_["item"].to_list()[: counts.shape[1]]
    answered = {
        item: counts[:, [at for at, _ in places]].sum(axis=1)
        for item, places in groupby(enumerate(items), key=lambda place: place[1])
    }
    cells = [
        Cell(
            {"item": label, "class": class_name},
            # Categories, not groups: they add up to one, so one that is withheld takes the others with it.
            category,
            round(float(answered[items[at]][number])),
            round(float(counts[number, at])),
            shown_value(
                # Rounding can leave a probability an ulp outside.
                min(max(float(probabilities[number, at]), 0.0), 1.0),
                float(sizes[number]),
                None if np.isnan(bounds[at, number]) else float(bounds[at, number]),
            ),
        )
        for at, (label, category) in printed.items()
        for number, class_name in enumerate(names)
    ]
    return coarse_beside_limits(cells)


def coarse_beside_limits(cells: Sequence[Cell], *, of_items: bool = True) -> tuple[Cell, ...]:
    """Return cells whose probabilities have two decimals wherever a limit stands beside them.

    The answers to an item add up to one, and those of all classes, by their shares, to what everybody
    answered: with all their digits the others would give the exact number back. Of what is no item
    (``of_items`` false), an outcome, whose shares have intervals, the answers in one class go together.

    Examples
    --------
    >>> held = (("never", {"estimate": 0.3813}), ("once", {"estimate": 0.6016}), ("often", {"below": 0.05}))
    >>> cells = [Cell({"item": "Asked"}, answer, 90, 30, values) for answer, values in held]
    >>> [dict(cell.values) for cell in coarse_beside_limits(cells)]
    [{'estimate': 0.38}, {'estimate': 0.6}, {'below': 0.05}]
    """

    def together(cell: Cell) -> object:
        return cell.group["item"] if of_items else tuple(cell.group.items())

    limited = {together(cell) for cell in cells if {"below", "above"} & set(cell.values)}
    return tuple(
        replace(cell, values=_coarse(cell.values))
        if together(cell) in limited and "estimate" in cell.values
        else cell
        for cell in cells
    )


def _coarse(values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return values with two decimals: both ends of an interval and its error would give an estimate back."""
    return {
        name: round(value, 2) if value is not None and name in ("estimate", "low", "high") else value
        for name, value in values.items()
        if name != "se"
    }


def share_cells(model: LatentClasses, names: Sequence[str]) -> tuple[Cell, ...]:
    """Return how common each class is; the base is all respondents in the model."""
    return tuple(
        # Categories, not groups: shares add up to one, so one that is withheld takes the others with it.
        Cell({}, name, model.n_observations_, round(float(size)), {"estimate": float(share)})
        for name, share, size in zip(names, model.class_shares_, model.class_sizes_, strict=True)
    )


def everyone_cells(model: LatentClasses, printed: Printed) -> tuple[Cell, ...]:
    """Return how likely each printed category is among everybody, as the model has it.

    Two decimals are all that is kept: a finer share would show an answer that few gave or took back. Near 0
    and 1 it is a limit, in a small sample that of Clopper and Pearson (1934, Biometrika 26, 404-413).
    """
    probabilities = model.item_probabilities_["probability"].to_numpy().reshape(model.n_classes, -1)
    counts = model.expected_counts_["n"].to_numpy().reshape(model.n_classes, -1).sum(axis=0)
    items = model.item_probabilities_["item"].to_list()[: len(counts)]
    size = float(effective_sizes(model).sum())
    cells = []
    for at, (label, category) in printed.items():
        n = sum(float(count) for item, count in zip(items, counts, strict=True) if item == items[at])
        share = min(max(float(model.class_shares_ @ probabilities[:, at]), 0.0), 1.0)
        held = shown_value(share, size, exact_bound(share, size))
        values = {name: round(value, 2) for name, value in held.items()}
        cells.append(Cell({"item": label}, category, round(n), round(float(counts[at])), values))
    return tuple(cells)


def comparison_cells(compared: ClassComparison, smallest: int = SMALLEST_SHOWN) -> tuple[Cell, ...]:
    """Return the criteria of each number of classes, dBIC under a design; a share of fewer is not shown."""
    by_design = compared.table["design_effect"].is_not_null().any()
    return tuple(
        Cell(
            {"classes": str(row["n_classes"])},
            None,
            compared.models[row["n_classes"]].n_observations_,
            None,
            {
                "log_likelihood": row["log_likelihood"],
                "parameters": float(row["n_parameters"]),
                "bic": row["bic"],
                **({"dbic": row["dbic"]} if by_design else {}),
                "aic": row["aic"],
                "sabic": row["sabic"],
                "entropy": row["entropy"],
                # A share of very few people points at them, whichever model it belongs to.
                "smallest": row["smallest_share"] if row["smallest_n"] >= smallest else None,
                "starts_at_best": row["starts_at_best"],
            },
        )
        for row in compared.table.iter_rows(named=True)
    )
