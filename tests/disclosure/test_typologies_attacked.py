"""A reader with a pencil against the tables of a typology: small cells by totals, small classes by bases."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from test_fitted import among_everybody, profile

from handrail.disclosure import Ledger, review
from handrail.disclosure.small_classes import BASES
from handrail.typology import LatentClasses, stability_result, typology_result
from handrail.values import Cell, Table

LIMIT = 10


def placed(typology: Table, counts: list[int], total: int | None) -> list[tuple[int, int]]:
    """Return the interval in which the reader can place each withheld count of an item."""
    released = [cell.withheld is None for cell in typology.cells]
    bases = [size for _, size, _ in CLASSES]
    if total is None:
        return []
    rest = total - sum(count for count, told in zip(counts, released, strict=True) if told)
    found = []
    for k, told in enumerate(released):
        if not told:
            others = sum(size for j, size in enumerate(bases) if j != k and not released[j])
            found.append((max(0, rest - others), min(bases[k], rest)))
    return found


CLASSES = [("Little", 600, 0), ("Pressed", 140, 0), ("Drawn in", 120, 0), ("Approached", 60, 0)]


@pytest.mark.parametrize("seed", range(40))
def test_no_withheld_count_is_had_back_from_an_item_s_total(seed: int) -> None:
    chance = np.random.default_rng(seed)
    counts = [int(chance.integers(0, min(size, 40) + 1)) for _, size, _ in CLASSES]
    classes = profile(*((name, size, count) for (name, size, _), count in zip(CLASSES, counts, strict=True)))
    total = sum(counts)
    whole = Cell({}, None, 920, total, {"estimate": total / 920})
    estimate = among_everybody()
    estimate = Table(
        estimate.name, "E", "share", (), (whole,), "s", estimate.variable, column=estimate.column
    )
    released = review([classes, estimate], [], Ledger()).released.tables
    known = total if released[estimate.name].cells[0].withheld is None else None
    small = [
        count < LIMIT or size - count < LIMIT for count, (_, size, _) in zip(counts, CLASSES, strict=True)
    ]
    cells = released["typology:t"].cells
    assert all(cell.withheld is not None for cell, few in zip(cells, small, strict=True) if few)
    for low, high in placed(released["typology:t"], counts, known):
        assert high - low >= LIMIT or sum(cell.withheld is None for cell in cells) == 0


ITEMS = ["asked", "moved", "met", "kept", "sent", "paid"]
ABOUT = {"title": "T", "source": "s", "sample": "quota", "seed": 2}


@pytest.fixture(scope="module")
def small() -> pl.DataFrame:
    """Return answers with a class of about seven."""
    chance = np.random.default_rng(4)
    many = (chance.random((300, 6)) < np.array([0.1, 0.1, 0.1, 0.01, 0.01, 0.01])).astype(int)
    some = (chance.random((90, 6)) < np.array([0.9, 0.9, 0.9, 0.01, 0.01, 0.01])).astype(int)
    few = np.tile([0, 0, 0, 1, 1, 1], (7, 1))
    return pl.DataFrame(np.vstack([many, some, few]), schema=ITEMS)


def test_a_class_of_few_is_not_had_back_from_the_bases_of_the_others(small: pl.DataFrame) -> None:
    model = LatentClasses(3, starts=20, seed=2).fit(small)
    assert model.class_sizes_.min() < LIMIT
    result = typology_result(small, classes=3, considered=[2, 3], starts=20, name="typology:t", **ABOUT)
    more = stability_result(model, replicates=4, starts=1, name="typology:t", **ABOUT)
    outcome = review([*result.tables, *more.tables], [], Ledger())
    sizes = dict(zip(("Profile 1", "Profile 2", "Profile 3"), model.class_sizes_, strict=True))
    seen = 0
    for table in outcome.released.tables.values():
        if "class" not in table.dimensions or {cell.n for cell in table.cells} == {small.height}:
            continue
        for item in {cell.group.get("item") for cell in table.cells}:
            cells = [cell for cell in table.cells if cell.group.get("item") == item]
            hidden = {cell.group["class"] for cell in cells if cell.withheld is not None}
            told = {cell.group["class"] for cell in cells} - hidden
            assert "Profile 3" in hidden
            # 397 minus the bases that are told is the size of several, and of as many as a cell must hold.
            assert len(hidden) >= 2
            assert small.height - sum(sizes[name] for name in told) >= LIMIT
            seen += 1
    assert seen >= 9
    assert any(BASES.rule in one.rule for one in outcome.refused)
    shares = outcome.released.tables["typology:t.shares"]
    assert all(cell.withheld for cell in shares.cells)
    compared = outcome.released.tables["typology:t.comparison"].cells[1]
    assert compared.value("smallest") is None


def test_classes_that_are_large_enough_take_nothing_with_them(small: pl.DataFrame) -> None:
    result = typology_result(small, classes=2, considered=[2], starts=20, name="typology:t", **ABOUT)
    outcome = review(result.tables, [], Ledger())
    assert not any(BASES.rule in one.rule for one in outcome.refused)


def test_published_data_keep_every_class(small: pl.DataFrame) -> None:
    result = typology_result(
        small, classes=3, considered=[3], starts=20, name="typology:t", public_use=True, **ABOUT
    )
    assert review(result.tables, [], Ledger()).refused == ()
