"""What a model was fitted to, and what a typology's classes add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_models import model

from handrail.disclosure import Ledger, review
from handrail.values import Cell, Facet, Fit, Table


def rule_of(fit: Fit) -> set[str | None]:
    one = replace(model({"adversity": (200, 80), "lesson": (150, 40)}), fit=fit)
    outcome = review([one], [], Ledger())
    assert all(refused.remedy for refused in outcome.refused)
    return {cell.withheld for cell in outcome.released.tables["model:m"].cells}


@pytest.mark.parametrize(
    ("fit", "rule"),
    [
        (Fit(400, 3, 4, separated=False), None),
        (
            Fit(400, 4, 4, separated=False),
            "the model is saturated: its coefficients repeat the table of counts",
        ),
        (
            Fit(400, 3, 4, separated=True),
            "a factor of the model foretells the outcome of a group without exception",
        ),
        (Fit(24, 14, 20, separated=False), None),
        (Fit(24, 15, 20, separated=False), "the model has fewer than 10 residual degrees of freedom"),
    ],
)
def test_a_saturated_a_separated_and_an_overfitted_model_do_not_leave(fit: Fit, rule: str | None) -> None:
    assert rule_of(fit) == {rule}


def profile(*counts: tuple[str, int, int], item: str = "Asked to meet") -> Table:
    cells = tuple(
        Cell({"item": item, "class": name}, None, n, count, {"estimate": count / n})
        for name, n, count in counts
    )
    return Table(
        "typology:t",
        "T",
        "share",
        ("item", "class"),
        cells,
        "s",
        "typology:t",
        column="typology:t",
        facets={item: Facet("asked_to_meet", {"yes": frozenset({"1"}), "no": frozenset({"2"})})},
    )


FEW = (("Little", 600, 6), ("Pressed", 120, 90), ("Drawn in", 200, 60))


def among_everybody(**more: object) -> Table:
    whole = Cell({}, None, 920, 156, {"estimate": 0.17})
    given = {"column": "asked_to_meet", "name": "estimate:e", "source": "s", **more}
    return Table(title="E", measure="share", dimensions=(), cells=(whole,), variable="met", **given)  # type: ignore[arg-type]


def withheld(*tables: Table) -> list[bool]:
    released = review(tables, [], Ledger()).released.tables["typology:t"]
    return [cell.withheld is not None for cell in released.cells]


def test_a_class_withheld_beside_the_item_s_share_among_everybody_takes_another_class_with_it() -> None:
    assert withheld(profile(*FEW)) == [True, False, False]
    # 156 of everybody minus 90 and 60 is the six: the smallest other class goes too, 66 in two classes.
    assert withheld(profile(*FEW), among_everybody()) == [True, False, True]


def test_the_two_classes_leave_an_interval_of_ten_between_them() -> None:
    tight = (("Little", 600, 1), ("Pressed", 120, 90), ("Drawn in", 15, 12), ("Other", 300, 100))
    marks = withheld(profile(*tight), among_everybody())
    unknown = [row for row, mark in zip(tight, marks, strict=True) if mark]
    total = sum(count for _, _, count in unknown)
    for _, n, _count in unknown:
        others = sum(other for _, other, _ in unknown) - n
        assert min(n, total) - max(0, total - others) >= 10


def test_an_estimate_of_another_item_another_survey_or_published_data_takes_nothing() -> None:
    for other in (
        among_everybody(column="asked_to_move"),
        among_everybody(source="police"),
        among_everybody(public_use=True),
    ):
        assert withheld(profile(*FEW), other) == [True, False, False]


def test_an_item_s_share_that_left_before_counts_as_well() -> None:
    first = review([among_everybody()], [], Ledger())
    second = review([profile(*FEW)], [], Ledger(tables=first.remembered))
    cells = second.released.tables["typology:t"].cells
    assert [cell.withheld is not None for cell in cells] == [True, False, True]


def test_without_facets_an_item_is_known_by_its_words() -> None:
    plain = replace(profile(*FEW), facets={})
    assert withheld(plain, among_everybody(labels={"met": "Asked to meet"})) == [True, False, True]
    assert withheld(plain, among_everybody(labels={"met": "Asked to move"})) == [True, False, False]


def test_a_small_class_withholds_how_common_all_classes_are() -> None:
    shares = Table(
        "typology:t.shares",
        "S",
        "share",
        (),
        tuple(
            Cell({}, name, 900, n, {"estimate": n / 900}) for name, n in (("A", 600), ("B", 293), ("C", 7))
        ),
        "s",
        "typology:t.shares",
        column="typology:t.shares",
    )
    released = review([shares], [], Ledger()).released.tables["typology:t.shares"]
    assert all(cell.withheld for cell in released.cells)
