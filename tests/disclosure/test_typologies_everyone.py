"""An item's share among everybody, beside a typology: it leaves only where there is nothing to attack."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_fitted import FEW, among_everybody, profile

from handrail.disclosure import Ledger, review
from handrail.disclosure.typologies import EVERYBODY
from handrail.values import Cell, Table

MANY = (("Little", 600, 66), ("Pressed", 120, 90), ("Drawn in", 200, 60))


def everyone(*, count: int = 216, name: str = "typology:t", item: str = "Asked to meet") -> Table:
    cells = (Cell({"item": item}, None, 920, count, {"estimate": round(count / 920, 2)}),)
    facets = profile(*MANY, item=item).facets
    return Table(
        f"{name}.everyone", "E", "probability", ("item",), cells, "s", f"{name}.everyone",
        column=f"{name}.everyone", facets=facets,
    )  # fmt: skip


def rule(*tables: Table, ledger: Ledger | None = None) -> str | None:
    released = review(tables, [], ledger or Ledger()).released.tables
    (cell,) = released["typology:t.everyone"].cells
    return cell.withheld


def whole(count: int = 216, **more: object) -> Table:
    one = among_everybody(**more)
    return replace(one, cells=(Cell({}, None, 920, count, {"estimate": count / 920}),))


def by_sex(*counts: int, domain: str = "") -> Table:
    cells = tuple(
        Cell({"sex": sex}, None, 460, count, {"estimate": count / 460})
        for sex, count in zip("FM", counts, strict=True)
    )
    restricted = {"domain": {"country": (domain,)}} if domain else {}
    return replace(among_everybody(), name="estimate:by", dimensions=("sex",), cells=cells, **restricted)


def test_it_leaves_where_every_class_does_and_no_table_counts_the_item() -> None:
    assert rule(everyone(), profile(*MANY)) is None
    assert rule(everyone(), profile(*MANY), whole(column="asked_to_move")) is None
    assert rule(everyone(), profile(*MANY), whole(source="police")) is None


def test_it_is_withheld_beside_a_withheld_class_and_costs_no_class() -> None:
    tables = (everyone(count=156), profile(*FEW))
    assert rule(*tables) == EVERYBODY.rule
    released = review(tables, [], Ledger()).released.tables["typology:t"]
    # Six are withheld; the other classes stay, for nothing gives the six back.
    assert [cell.withheld is not None for cell in released.cells] == [True, False, False]


def test_it_is_withheld_beside_a_withheld_class_of_another_typology_of_the_same_item() -> None:
    other = replace(profile(*FEW, item="Met?"), name="typology:u", variable="typology:u", column="typology:u")
    assert rule(everyone(), profile(*MANY), other) == EVERYBODY.rule


def test_a_table_that_counts_the_item_has_to_release_the_very_number_itself() -> None:
    few = by_sex(210, 6)
    # Without a whole, 216 minus the women's 210 would be the six men.
    assert rule(everyone(), profile(*MANY), few) == EVERYBODY.rule
    assert rule(everyone(), profile(*MANY), by_sex(110, 106)) == EVERYBODY.rule
    assert rule(everyone(), profile(*MANY), whole()) is None
    assert rule(everyone(), profile(*MANY), by_sex(110, 106), whole()) is None
    # A whole of other respondents, of a part, or one that review withholds says nothing of this number.
    assert rule(everyone(), profile(*MANY), whole(count=150)) == EVERYBODY.rule
    assert rule(everyone(), profile(*MANY), replace(whole(), domain={"sex": ("F",)})) == EVERYBODY.rule
    mixed = replace(few, cells=(*few.cells, *whole().cells))
    assert rule(everyone(), profile(*MANY), mixed) == EVERYBODY.rule


def test_a_table_restricted_by_the_item_or_made_of_several_counts_it_too() -> None:
    restricted = replace(whole(column="other"), domain={"asked_to_meet": ("yes",)})
    assert rule(everyone(), profile(*MANY), restricted) == EVERYBODY.rule
    made = replace(whole(column="made of: a, b"))
    assert rule(everyone(), profile(*MANY), made) == EVERYBODY.rule


def test_what_left_before_counts_as_well() -> None:
    first = review([by_sex(110, 106)], [], Ledger())
    ledger = Ledger(tables=first.remembered)
    assert rule(everyone(), profile(*MANY), ledger=ledger) == EVERYBODY.rule


def test_once_it_left_a_class_that_shrinks_takes_another_with_it() -> None:
    first = review([everyone(count=156)], [], Ledger())
    assert first.released.tables["typology:t.everyone"].cells[0].withheld is None
    second = review([profile(*FEW)], [], Ledger(tables=first.remembered))
    cells = second.released.tables["typology:t"].cells
    assert [cell.withheld is not None for cell in cells] == [True, False, True]


@pytest.mark.parametrize("count", [6, 914])
def test_its_own_number_is_judged_like_any_other(count: int) -> None:
    assert "fewer than 10" in str(rule(everyone(count=count), profile(*MANY)))


def test_the_one_class_criteria_stay_where_only_everybody_is_withheld() -> None:
    criteria = Table(
        "typology:t.comparison", "C", "diagnostic", ("classes",),
        tuple(Cell({"classes": k}, None, 920, None, {"bic": 100.0}) for k in "12"), "s", "c",
    )  # fmt: skip
    for tables, gone in (((by_sex(110, 106), profile(*MANY)), False), ((profile(*FEW),), True)):
        released = review([everyone(), criteria, *tables], [], Ledger()).released.tables
        assert released["typology:t.everyone"].cells[0].withheld == EVERYBODY.rule
        assert (released["typology:t.comparison"].cells[0].withheld is not None) == gone
