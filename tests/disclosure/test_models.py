"""A model leaves whole or not at all; numbers about an analysis are no numbers about respondents."""

from __future__ import annotations

from dataclasses import replace

from handrail.disclosure import Ledger, review
from handrail.values import Cell, Fit, Table


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


def test_what_was_computed_from_a_withheld_model_is_withheld_with_it() -> None:
    area = Table(
        "model:m.discrimination", "D", "diagnostic", (), (Cell({}, None, 600, None, {"auc": 0.51}),), "s", "a"
    )
    found = withheld([model({"rare": (30, 9)}), area])
    assert found["model:m.discrimination"] == ["the model it belongs to is withheld"]
    assert withheld([model({"adversity": (200, 80)}), area])["model:m.discrimination"] == [None]


def test_a_model_is_withheld_beside_a_withheld_cell_of_the_same_outcome() -> None:
    small = Table(
        "estimate:e",
        "E",
        "share",
        ("region",),
        (
            Cell({"region": "Main"}, None, 300, 104, {"estimate": 0.35}),
            Cell({"region": "Isle"}, None, 7, 2, {"estimate": 0.3}),
        ),
        "s",
        "contact",
        column="contact",
    )
    found = withheld([model({"adversity": (200, 80)}), small])
    assert found["model:m"] == ["the model would give back a withheld cell of the same outcome"]
    other = replace(small, column="another")
    assert withheld([model({"adversity": (200, 80)}), other])["model:m"] == [None]


def test_a_number_s_rare_values_count_as_a_group() -> None:
    rare = Cell({"factor": "times", "level": "outside the commonest value"}, None, 3, 2, {})
    safe = model({"adversity": (200, 80)})
    found = review([replace(safe, judged=(rare,))], [], Ledger()).released.tables["model:m"]
    assert found.cells[0].withheld is not None
    assert found.judged == ()


def test_a_typology_with_a_withheld_cell_leaves_without_the_criteria_of_one_class() -> None:
    few = Cell({"item": "met", "class": "Little"}, None, 400, 7, {"estimate": 0.02})
    enough = Cell({"item": "met", "class": "Little"}, None, 400, 70, {"estimate": 0.17})
    criteria = tuple(Cell({"classes": str(k)}, None, 600, None, {"bic": 1000.0}) for k in (1, 2))
    compared = Table("typology:t.comparison", "C", "diagnostic", ("classes",), criteria, "s", "c")
    for cell, rule in ((few, "the criteria of one class would give back a withheld cell"), (enough, None)):
        table = Table("typology:t", "T", "share", ("item", "class"), (cell,), "s", "t", column="t")
        assert withheld([table, compared])["typology:t.comparison"] == [rule, None]


def test_a_diagnostic_of_too_few_respondents_is_withheld() -> None:
    criteria = (Cell({"classes": "2"}, None, 8, None, {"bic": 10.0}),)
    table = Table("typology:t.comparison", "C", "diagnostic", ("classes",), criteria, "s", "c")
    assert withheld([table])["typology:t.comparison"] == ["fewer than 10 respondents in the base"]


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


def test_an_agreement_between_coders_is_not_about_respondents() -> None:
    cells = (Cell({"code": "training"}, None, 4, None, {"alpha": 0.71}),)
    table = Table("agreement:i", "A", "diagnostic", ("code",), cells, "i", "alpha")
    assert withheld([table])["agreement:i"] == [None]


def test_a_measure_of_a_model_is_judged_by_the_counts_of_its_factors_and_leaves_whole_or_not_at_all():
    measures = Table(
        name="model:contact.performance",
        title="Measures",
        measure="diagnostic",
        dimensions=("measure",),
        cells=tuple(
            Cell({"measure": name}, None, 400, None, {"estimate": 0.7}) for name in ("area", "slope")
        ),
        source="adults",
        variable="contact",
        judged=(Cell({"factor": "Alone"}, None, 40, 34, {}),),
        fit=Fit(400, 3, 90, separated=False),
    )
    found = review([measures], [], Ledger())
    assert [cell.withheld is not None for cell in found.released.tables[measures.name].cells] == [True, True]
    # Without a fit it is about an analysis and not about a model: a criterion, an agreement.
    bare = replace(measures, fit=None)
    passed = review([bare], [], Ledger()).released.tables[bare.name]
    assert not any(cell.withheld for cell in passed.cells)
    saturated = replace(measures, judged=(), fit=Fit(400, 4, 4, separated=False))
    assert all(cell.withheld for cell in review([saturated], [], Ledger()).released.tables[bare.name].cells)
