"""A model leaves whole or not at all; numbers about an analysis are no numbers about respondents."""

from __future__ import annotations

from handrail.disclosure import Ledger, review
from handrail.values import Cell, Table


def model(counts: dict[str, tuple[int, int]], name: str = "model:m") -> Table:
    cells = tuple(
        Cell({"factor": factor, "level": "Yes"}, None, n, count, {"estimate": 2.0, "low": 1.2, "high": 3.3})
        for factor, (n, count) in counts.items()
    )
    return Table(name, "M", "odds-ratio", ("factor", "level"), cells, "s", "contact", column="contact")


def by_country(n: int = 200) -> Table:
    cells = (
        Cell({"country": "A"}, None, n, 60, {"estimate": 0.3}),
        Cell({"country": "B"}, None, n, 50, {"estimate": 0.25}),
        Cell({}, None, 2 * n, 110, {"estimate": 0.27}),
    )
    return Table("estimate:e", "E", "share", ("country",), cells, "s", "contact", column="contact")


def withheld(tables: list[Table]) -> dict[str, list[str | None]]:
    released = review(tables, [], Ledger()).released
    return {name: [cell.withheld for cell in table.cells] for name, table in released.tables.items()}


def test_a_model_with_enough_in_every_group_is_released() -> None:
    assert withheld([model({"adversity": (200, 80), "lesson": (150, 40)})])["model:m"] == [None, None]


def test_one_small_group_with_the_outcome_withholds_the_whole_model() -> None:
    rule = "a group of the model has fewer than 10 respondents with or without the outcome"
    assert withheld([model({"adversity": (200, 80), "rare": (30, 9)})])["model:m"] == [rule, rule]


def test_one_small_group_without_the_outcome_withholds_the_whole_model() -> None:
    (first, second) = withheld([model({"adversity": (200, 80), "common": (30, 21)})])["model:m"]
    assert first is not None
    assert second is not None


def test_a_withheld_model_withholds_no_table_beside_it() -> None:
    found = withheld([model({"adversity": (200, 80), "rare": (30, 9)}), by_country()])
    assert found["estimate:e"] == [None, None, None]
    assert all(found["model:m"])


def test_no_number_of_a_withheld_model_is_left_in_it() -> None:
    released = review([model({"rare": (30, 9)})], [], Ledger()).released
    (cell,) = released.tables["model:m"].cells
    assert (cell.n, cell.count, dict(cell.values)) == (0, None, {})


def test_the_profiles_of_a_typology_lose_cells_that_stand_for_too_few() -> None:
    cells = (
        Cell({"item": "asked", "class": "Little"}, None, 700, 20, {"estimate": 0.03}),
        Cell({"item": "asked", "class": "Pressed"}, None, 100, 95, {"estimate": 0.95}),
    )
    table = Table(
        "typology:t", "T", "share", ("item", "class"), cells, "s", "typology:t", column="typology:t"
    )
    assert withheld([table])["typology:t"] == [None, "fewer than 10 respondents outside the cell"]


def test_an_agreement_or_a_criterion_is_not_about_respondents() -> None:
    cells = (Cell({"code": "training"}, None, 4, None, {"alpha": 0.71}),)
    table = Table("agreement:i", "A", "diagnostic", ("code",), cells, "i", "alpha")
    assert withheld([table])["agreement:i"] == [None]
