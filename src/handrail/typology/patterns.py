"""Patterns: respondents with the same answers counted together, all that a latent class model reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast, get_args

import numpy as np
import numpy.typing as npt
import polars as pl

from handrail.typology.distinct import distinct, read_column, row_keys, silent_key
from handrail.typology.frames import Category, ItemKind, as_answers, as_frame
from handrail.typology.known import Known, read_known
from handrail.typology.weights import WeightKind, read_weights, rows_left_out
from handrail.values.errors import DataError, did_you_mean
from handrail.values.stays import StaysInMemory

Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Patterns(StaysInMemory):
    """The distinct patterns of answers of the rows that enter a model.

    Attributes
    ----------
    items
        Names of the items, J of them. An item whose parameters differ by group is one item a group.
    kinds
        What each is.
    categories
        For each item its answers that occur, sorted.
    codes
        Position of the answer among the item's categories, one row a pattern (P x J); -1 where missing.
    weight
        Weight of each pattern in the likelihood (P).
    respondents
        Unweighted respondents with each pattern (P); with frequency weights, the rows they stand for.
    n
        Unweighted respondents in the model.
    weighted_n
        Sum of the weights as they were given; None without weights, and where it is beyond every number.
    left_out
        Rows that do not enter, each with its reason.
    beside
        What each pattern's class shares rest on: a row of ``known`` (P).
    known
        Groups and covariates: their names, and their distinct rows.
    rows
        Positions in the frame of the rows that enter (N).
    pattern_of
        The pattern of each of them (N).
    row_weight
        The weight of each of them in the likelihood (N).
    weight_kind
        How weights are read.
    """

    items: tuple[str, ...]
    kinds: tuple[ItemKind, ...]
    categories: tuple[tuple[Category, ...], ...]
    codes: Integers
    weight: Floats
    respondents: Floats
    n: int
    weighted_n: float | None
    left_out: tuple[tuple[int, str], ...]
    beside: Integers
    known: Known
    rows: Integers
    pattern_of: Integers
    row_weight: Floats
    weight_kind: WeightKind


def read_patterns(
    items: object,
    weights: object = None,
    weight_kind: WeightKind = "sampling",
    *,
    kinds: Mapping[str, ItemKind] | ItemKind = "nominal",
    groups: object = None,
    free_items: Collection[str] = (),
    covariates: object = None,
) -> Patterns:
    """Return the patterns of answers in a frame.

    Parameters
    ----------
    items
        A polars or pandas frame, one row a respondent and one column an item, of whole numbers, words or
        true and false; of fractions too for a continuous item. Missing answers are null (or NaN).
    weights
        One number a row: a series, an array or a list. A row of weight zero is left out.
    weight_kind
        ``sampling``: scaled to add up to the respondents in the model, so that a constant factor changes
        nothing. ``frequency``: how many equal rows a row stands for.
    kinds
        What every item is, or item to kind; an item that is not named is ``nominal``.
    groups
        One word or number a row, such as its country: each group has class shares of its own.
    free_items
        Items whose parameters differ between groups too.
    covariates
        A frame of numbers, yes/no and categories that class shares depend on.

    Raises
    ------
    DataError
        For anything but such a frame, an item with fewer than two answers that occur, or weights that
        are missing, negative, infinite, all zero, or as frequencies not whole; for a missing group or
        covariate; for groups and covariates together.

    Examples
    --------
    >>> frame = pl.DataFrame({"asked": [1, 1, 2, 2, None], "met": ["no", "no", "yes", None, None]})
    >>> patterns = read_patterns(frame)
    >>> patterns.n, patterns.codes.tolist(), patterns.weight.tolist(), patterns.left_out
    (4, [[0, 0], [1, -1], [1, 1]], [2.0, 1.0, 1.0], ((1, 'no answer to any item'),))
    """
    if weight_kind not in get_args(WeightKind):
        raise DataError.because(
            "a kind of weights is known", f"'{weight_kind}'", did_you_mean(weight_kind, get_args(WeightKind))
        )
    table = as_frame(items)
    kind_of = _kinds(kinds, table.columns)
    answers = [as_answers(column, kind_of[column.name]) for column in table.get_columns()]
    given = read_weights(weights, table.height, weight_kind)
    counts = given > 0
    everyone = bool(counts.all())
    if not everyone:
        answers = [column.filter(pl.Series(counts)) for column in answers]
    columns = [read_column(column) for column in answers]
    key, span = row_keys([column.codes for column in columns], [column.width for column in columns])
    enters = np.arange(table.height) if everyone else np.flatnonzero(counts)
    silent: Floats = np.empty(0)
    if all(column.missing for column in columns):
        without = key == silent_key(columns, key)
        silent, key, enters = given[enters[without]], key[~without], enters[~without]
        columns = [column.only(~without) if without.any() else column for column in columns]
    left_out = rows_left_out(given, silent, weight_kind)
    weight = given if len(enters) == len(given) else given[enters]
    known = read_known(groups, covariates, table.height, enters)
    if len(known.x) > 1:
        key, span = row_keys([key, known.row_of], [span, len(known.x)])
    pattern_of, first = distinct(key, span)
    coded, levels = {}, {}
    for name, column in zip(table.columns, columns, strict=True):
        levels[name], coded[name] = column.levels(column.codes[first])
        if len(levels[name]) < 2:
            raise DataError.because(
                "an item has at least two different answers among the rows that count",
                f"'{name}' has {'one' if levels[name] else 'none'}",
                "leave it out: it tells no class from another",
            )
    beside = known.row_of[first]
    names, kinds_in_order, categories, codes = _by_group(
        levels, kind_of, coded, known.groups, beside, free_items=free_items
    )
    size = len(first)
    largest = weight.max() if weight_kind == "sampling" else 1.0
    # Weights are summed as shares of the largest: a sum of very large ones would be infinite.
    share = weight if largest == 1 else weight / largest
    counted: Floats = np.bincount(pattern_of, minlength=size).astype(np.float64)
    summed: Floats = counted if weights is None else np.bincount(pattern_of, share, size).astype(np.float64)
    weighted_n = float(share.sum()) * float(largest)
    if weight_kind == "frequency":
        counted = summed
    n = round(float(counted.sum()))
    scale = n / summed.sum() if weight_kind == "sampling" else 1.0
    return Patterns(
        items=names,
        kinds=kinds_in_order,
        categories=categories,
        codes=codes,
        weight=summed * scale,
        respondents=counted,
        n=n,
        weighted_n=None if weights is None or not np.isfinite(weighted_n) else weighted_n,
        left_out=left_out,
        beside=beside,
        known=known,
        rows=enters,
        pattern_of=pattern_of,
        row_weight=share if scale == 1 else share * scale,
        weight_kind=weight_kind,
    )


def _kinds(kinds: Mapping[str, ItemKind] | ItemKind, names: Sequence[str]) -> dict[str, ItemKind]:
    given = (
        dict.fromkeys(names, kinds)
        if isinstance(kinds, str)
        else {**dict.fromkeys(names, "nominal"), **kinds}
    )
    for name, kind in given.items():
        if name not in names:
            raise DataError.because("a kind is of an item", f"no item '{name}'", did_you_mean(name, names))
        if kind not in get_args(ItemKind):
            raise DataError.because(
                "a kind of item is known",
                f"'{kind}' for '{name}'",
                did_you_mean(str(kind), get_args(ItemKind)),
            )
    return cast(dict[str, ItemKind], given)


def _by_group(
    levels: Mapping[str, tuple[Category, ...]],
    kinds: Mapping[str, ItemKind],
    coded: Mapping[str, Integers],
    labels: Sequence[str],
    beside: Integers,
    *,
    free_items: Collection[str],
) -> tuple[tuple[str, ...], tuple[ItemKind, ...], tuple[tuple[Category, ...], ...], Integers]:
    """Return items, where one with parameters for each group is an item of each that the others miss."""
    unknown = sorted(set(free_items) - set(levels))
    if unknown:
        raise DataError.because(
            "an item that differs between groups is an item",
            f"no '{unknown[0]}'",
            did_you_mean(unknown[0], levels),
        )
    names: list[str] = []
    of: list[ItemKind] = []
    categories: list[tuple[Category, ...]] = []
    columns: list[Integers] = []
    for name, found in levels.items():
        if name not in free_items:
            names.append(name)
            of.append(kinds[name])
            categories.append(found)
            columns.append(coded[name])
            continue
        for group, label in enumerate(labels):
            if (coded[name][beside == group] < 0).all():
                raise DataError.because(
                    "an item that differs between groups is answered in each",
                    f"nobody of '{label}' answered '{name}'",
                    "leave the item or the group out, or hold the item equal",
                )
            names.append(f"{name} ({label})")
            of.append(kinds[name])
            categories.append(found)
            columns.append(np.where(beside == group, coded[name], -1))
    return tuple(names), tuple(of), tuple(categories), np.column_stack(columns)
