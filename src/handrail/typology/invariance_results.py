"""From a comparison of groups to a result that can travel, with no group's few respondents in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

import polars as pl

from handrail.survey.wording import Sample, sample_reading
from handrail.typology.cells import SMALLEST_SHOWN, named_classes, printed_of, worded
from handrail.typology.frames import Category
from handrail.typology.group_cells import (
    answers_table,
    as_printed,
    matches_table,
    own_tables,
    placed,
    shares_table,
)
from handrail.typology.invariance import ClassInvariance
from handrail.typology.invariance_tables import (
    items_table,
    models_table,
    steps_table,
    tests_table,
    wald_tests,
)
from handrail.typology.methods import METHODS
from handrail.typology.own_numbers import OwnClasses
from handrail.typology.telling import Telling
from handrail.values.errors import DataError
from handrail.values.result import LeftOut, Result

_FEW_STARTS = 0.05


def invariance_result(
    found: ClassInvariance,
    own: OwnClasses | None = None,
    *,
    item_labels: Mapping[str, str] | None = None,
    group_labels: Mapping[str, str] | None = None,
    yes: Category = 1,
    class_names: Sequence[str] = (),
    answers: bool = True,
    name: str,
    title: str,
    source: str,
    sample: Sample,
    selection: str = "",
    public_use: bool = False,
) -> Result:
    """Return a comparison of classes between groups as a result with tables.

    ``name.models`` holds the models, ``name.tests`` the tests between them, ``name.items`` the test of each
    item, ``name.steps`` how items were freed (where they were sought), ``name.wald`` equality within the
    configural model, ``name.matches`` how far the groups' own profiles are from the common ones,
    ``name.group-shares`` how common each is in each group, and ``name.group-answers`` each experience in each
    profile and group (where items have categories, and unless ``answers`` is false). With ``own``:
    ``name.own-numbers`` and ``name.own-shares``.

    Parameters
    ----------
    found, own
        See :func:`handrail.typology.class_invariance` and :func:`handrail.typology.own_classes`, of the same
        groups.
    group_labels
        Group to a reader's words.
    answers
        False leaves the answers of each profile in each group out: where groups are small, most of them would
        be withheld, and take along the items' shares among everybody.
    item_labels, yes, class_names, name, title, source, sample, selection, public_use
        See :func:`handrail.typology.typology_result`.

    Raises
    ------
    DataError
        For labels of nothing, labels or names used twice, names that are not one for each class, an item
        without the ``yes``, own classes of other groups, and an unknown sample type.

    Notes
    -----
    Disclosure review judges shares and answers by the respondents expected there. What it does not judge is
    made safe here: a difference of an item is told only of groups with ten respondents or more with and
    without it, a distance of a profile with ten or more, and where fewer than ten respondents were left out
    with their group, numbers of respondents are rounded down to tens, so that nobody can subtract.
    """
    reading = sample_reading(sample, selection)
    of_items = _categories(found)
    items = worded(found.items["item"].to_list(), item_labels or {}, "item")
    groups = worded(found.groups["group"].to_list(), group_labels or {}, "group")
    if own is not None and own.numbers["group"].to_list() != found.groups["group"].to_list():
        raise DataError.because(
            "own classes are of the groups that are compared",
            f"{own.numbers.height} groups beside {found.groups.height}",
            "make both from the same rows, with one smallest_group",
        )
    hidden = not public_use and any(one.n < SMALLEST_SHOWN for one in found.left_out)
    names = named_classes(class_names, found.n_classes)
    telling = Telling(name, title, source, public_use, reading, names, groups, items, hidden)
    tables = [
        models_table(telling, found),
        tests_table(telling, found),
        items_table(telling, found, safe_differences(found, everybody=public_use)),
    ]
    if found.searched:
        tables.append(steps_table(telling, found))
    tables += [
        wald_tests(telling, found),
        matches_table(telling, found),
        shares_table(telling, found),
    ]
    if of_items and answers:
        printed = printed_of(of_items, {k: v for k, v in items.items() if k in of_items}, yes)
        tables.append(answers_table(telling, found, printed))
    if own is not None:
        tables += own_tables(telling, own)
    left_out = [LeftOut(rows, reason) for rows, reason in found.rows_left_out]
    if found.left_out and not hidden:
        gone = sum(one.n for one in found.left_out)
        left_out.append(LeftOut(gone, "in a group with too few respondents to be compared"))
    return Result(
        tables=tuple(tables),
        base=telling.n(found.n),
        weighted_base=found.weighted_n if public_use or not (hidden or found.few_weights) else None,
        left_out=tuple(left_out),
        method=METHODS["typology.invariance"],
        rules=_rules(found, sample),
        software={package: version(package) for package in ("numpy", "scipy", "polars")},
        warnings=_warnings(found, names, groups),
    )


def _categories(found: ClassInvariance) -> dict[str, list[Category]]:
    """Return the categories of each item that has some, in their order."""
    one = found.answers.filter(pl.col("class") == 1, pl.col("group") == found.groups["group"][0]).group_by(
        "item", maintain_order=True
    )
    return {str(item): part["category"].to_list() for (item,), part in one}


def safe_differences(found: ClassInvariance, *, everybody: bool = False) -> dict[str, float | None]:
    """Return the largest difference of each item between groups that may be told.

    An answer near 0 or 1 counts as its limit, and the difference has then two decimals: it is at least about
    so large, and does not give the exact number back.

    Of the configural model, over classes and pairs of groups; with ``everybody`` false only where each answer
    of the item has ten expected respondents or more with it, and ten without, in both groups. A difference of
    the rest would give a withheld cell back from one that is shown.
    """
    table = placed(found).with_columns(
        pl.min_horizontal("n", pl.col("answered") - pl.col("n")).alias("fewest")
    )
    told: dict[str, float | None] = dict.fromkeys(found.items["item"].to_list())
    for (item, _), part in table.group_by("item", "class", maintain_order=True):
        groups = [
            [as_printed(*row) for row in own.select("probability", "effective_n").iter_rows()]
            for _, own in part.group_by("group", maintain_order=True)
            if everybody or float(own["fewest"].min()) >= SMALLEST_SHOWN  # type: ignore[arg-type]
        ]
        for at, one in enumerate(groups):
            for other in groups[at + 1 :]:
                size = sum(abs(mine - its) for (mine, _), (its, _) in zip(one, other, strict=True)) / 2
                if not all(exact for _, exact in (*one, *other)):
                    size = round(size, 2)
                told[str(item)] = max(told[str(item)] or 0.0, size)
    return told


def _rules(found: ClassInvariance, sample: str) -> dict[str, str]:
    by_design = found.df is not None
    return {
        "correction": "Holm, over all items of a step",
        "df": "none" if not by_design else "clusters minus strata; rows minus one with weights alone",
        "free": "the clearest item first" if found.searched else "chosen beforehand",
        "level": f"{found.level:g}",
        "matching": "all profiles at once, by the mean total variation distance of their items",
        "sample": sample,
        "tests": "Rao-Scott-corrected likelihood ratios, compared with F"
        if by_design
        else "likelihood ratios, compared with chi-square",
    }


def _warnings(found: ClassInvariance, names: Sequence[str], groups: Mapping[str, str]) -> tuple[str, ...]:
    warnings = [f"group not compared: {one.group} ({one.reason})" for one in found.left_out]
    weak = found.models.filter(pl.col("starts_at_best") < _FEW_STARTS)["model"].to_list()
    if weak:
        warnings.append(f"few starts reached the best of: {', '.join(weak)}; more may find a better one")
    unknown = found.models.filter(~pl.col("identified"))["model"].to_list()
    if unknown:
        warnings.append(f"not identified, and without tests: {', '.join(unknown)}")
    far = [
        f"{names[row['class'] - 1]} in {groups[row['group']]}"
        for row in found.far.filter(pl.col("n") >= SMALLEST_SHOWN).iter_rows(named=True)
    ]
    if far:
        warnings.append(f"hardly the same profile as in the common model: {', '.join(far)}")
    if int(found.models["at_boundary"].sum()):
        warnings.append(
            "some parameters lie at a boundary, where likelihood ratios reject somewhat less than they say"
        )
    return tuple(warnings)
