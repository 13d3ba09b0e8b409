"""What stands beside profiles: intervals of shares, criteria by the design, means, tests of one more."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.survey import Design
from handrail.typology import (
    LatentClasses,
    bootstrap_result,
    compare_classes,
    lmr_result,
    own_classes,
    stability,
    typology_result,
)
from handrail.typology.climb import Effort
from handrail.typology.comparison_words import comparison_notes
from handrail.typology.share_intervals import share_intervals
from handrail.values import DataError

LITTLE = Effort(starts=4, more=1, walk=1)
ITEMS = ["asked", "moved", "met", "kept"]
GIVEN = {
    "classes": 2,
    "considered": [1, 2],
    "starts": 8,
    "seed": 4,
    "name": "typology:t",
    "title": "Experiences",
    "source": "adults",
    "sample": "probability",
}


def answers(rows=500, seed=1):
    chance = np.random.default_rng(seed)
    of = (chance.random(rows) < 0.3).astype(int)
    likely = np.array([[0.1, 0.15, 0.1, 0.2], [0.9, 0.8, 0.7, 0.85]])[of]
    return pl.DataFrame((chance.random((rows, 4)) < likely).astype(int), schema=ITEMS)


def sampled(rows=500):
    chance = np.random.default_rng(7)
    return {
        "weights": chance.uniform(0.3, 3, rows),
        "strata": (np.arange(rows) % 5).tolist(),
        "clusters": (np.arange(rows) // 5 % 12).tolist(),
    }


def tables_of(result):
    return {table.name.removeprefix("typology:t"): table for table in result.tables}


def test_where_answers_tell_classes_without_doubt_a_share_has_the_interval_of_a_proportion():
    chance = np.random.default_rng(3)
    told = (chance.random(500) < 0.35).astype(int)
    frame = pl.DataFrame(dict.fromkeys(ITEMS, told))
    design = sampled()
    model = LatentClasses(2, starts=5).fit(frame, design["weights"], design["strata"], design["clusters"])
    found = share_intervals(model, ["a", "b"])
    names = {"weights": "weights", "strata": "strata", "clusters": "clusters"}
    held = frame.with_columns(**{name: pl.Series(values) for name, values in design.items()})
    row = Design(held, **names, nest=True).proportion("asked").table.row(0, named=True)
    assert found.cells[1].values["df"] == row["df"] == 55
    for name in ("estimate", "se", "low", "high"):
        assert found.cells[1].values[name] == pytest.approx(row[name], abs=1e-6)
    assert "55 degrees of freedom (clusters minus strata)" in found.rule
    assert "linearised" in found.rule


def test_intervals_lie_about_where_drawing_the_sample_again_puts_them():
    frame = answers()
    model = LatentClasses(2, starts=5).fit(frame)
    drawn = stability(model, replicates=200, starts=2).classes
    for cell, low, high in zip(
        share_intervals(model, ["a", "b"]).cells, drawn["low"], drawn["high"], strict=True
    ):
        assert cell.values["low"] == pytest.approx(low, abs=0.02)
        assert cell.values["high"] == pytest.approx(high, abs=0.02)


@pytest.mark.parametrize(
    ("classes", "frame", "design", "why"),
    [
        (1, answers(), {}, "one class is everybody"),
        (2, answers().select(ITEMS[:2]), {}, "not identified"),
        (2, answers(), {"strata": [1] * 500, "clusters": [1] * 500}, "no more clusters than strata"),
    ],
)
def test_where_there_is_no_interval_the_rule_says_why(classes, frame, design, why):
    model = LatentClasses(classes, starts=5).fit(frame, **design)
    found = share_intervals(model, "abc"[:classes])
    assert found.rule.startswith("none: ")
    assert why in found.rule
    assert all("low" not in cell.values for cell in found.cells)


def test_a_design_is_in_the_criteria_the_intervals_and_the_notes():
    plain = tables_of(typology_result(answers(), **GIVEN))
    assert "dbic" not in plain[".criteria"].cells[0].values
    assert plain[".shares"].cells[0].values["df"] is None
    found = tables_of(typology_result(answers(), **sampled(), **GIVEN))
    compared = compare_classes(answers(), [1, 2], starts=8, seed=4, **sampled()).table
    for name in ("caic", "icl", "awe", "daic", "dbic", "design_effect"):
        assert [cell.value(name) for cell in found[".criteria"].cells] == compared[name].to_list()
    assert found[".criteria"].cells[1].value("smallest_n") == round(compared["smallest_n"][1])
    assert "clusters minus strata" in " ".join(found[".shares"].notes)
    assert "no likelihood-ratio test" in " ".join(found[".comparison"].notes)
    without = tables_of(typology_result(answers(), **GIVEN, without_intervals="replicate weights"))
    assert "No interval: replicate weights." in without[".shares"].notes


def test_no_typology_is_said_with_the_profiles_and_told_first_of_the_comparison():
    chance = np.random.default_rng(5)
    frame = pl.DataFrame((chance.random((300, 4)) < 0.3).astype(int), schema=ITEMS)
    result = typology_result(frame, **GIVEN)
    assert result.warnings[0] == "no typology supported: one profile has the lowest BIC"
    found = tables_of(result)
    assert found[""].notes[-1].startswith("No typology supported: one profile has the lowest BIC.")
    assert found[".comparison"].notes[0].startswith("No typology supported: one profile has")
    assert not any("No typology" in note for note in tables_of(typology_result(answers(), **GIVEN))[""].notes)


def test_items_that_are_numbers_have_means_and_one_respondent_who_makes_them_withholds_them():
    chance = np.random.default_rng(2)
    frame = answers().with_columns(
        times=pl.Series(chance.poisson(np.where(answers()["asked"] == 1, 4.0, 0.5))),
        hours=pl.Series(chance.normal(np.where(answers()["met"] == 1, 3.0, 1.0), 1.0).round(1)),
    )
    kinds = {"times": "count", "hours": "continuous"}
    found = tables_of(typology_result(frame, **GIVEN, kinds=kinds, item_labels={"times": "Times"}))
    model = LatentClasses(2, starts=8, seed=4, kinds=kinds).fit(frame)
    means = {
        (row["class"], row["item"]): row["estimate"]
        for row in model.item_numbers_.iter_rows(named=True)
        if row["parameter"] != "variance"
    }
    cells = {(cell.group["class"], cell.group["item"]): cell for cell in found[".numbers"].cells}
    assert cells["Profile 2", "Times"].value("estimate") == means[2, "times"]
    assert cells["Profile 1", "hours"].value("estimate") == means[1, "hours"]
    assert cells["Profile 1", "hours"].n + cells["Profile 2", "hours"].n == pytest.approx(500, abs=1)
    assert {cell.group["item"] for cell in found[""].cells} == set(ITEMS)
    far = frame.with_columns(
        hours=pl.when(pl.int_range(500) == 3).then(90_000.0).otherwise(pl.col("hours").abs())
    )
    table = tables_of(typology_result(far, **GIVEN, kinds=kinds))[".numbers"]
    released = review([table], [], Ledger()).released.tables["typology:t.numbers"]
    made_by_one = [cell for cell in table.cells if cell.largest[0] > 0.9]
    assert made_by_one
    shown = {tuple(cell.group.values()): cell.withheld for cell in released.cells}
    assert all(shown[tuple(cell.group.values())] is not None for cell in made_by_one)


def test_two_words_neither_of_them_yes_are_both_printed():
    frame = answers().with_columns(who=pl.Series(["girl", "boy"] * 250))
    cells = typology_result(frame, **GIVEN).tables[0].cells
    assert {cell.category for cell in cells if cell.group["item"] == "who"} == {"girl", "boy"}


def test_tests_of_one_class_more_travel_with_their_hit_rate_and_warning():
    compared = compare_classes(
        answers(),
        [1, 2, 3],
        starts=8,
        bootstrap=19,
        effort=LITTLE,
        hit_replicates=3,
        further_starts=5,
        lmr=True,
    )
    about = {"name": "typology:t", "title": "Experiences", "source": "adults"}
    (table,) = (result := bootstrap_result(compared, **about, seed=0)).tables
    assert [cell.group["classes"] for cell in table.cells] == ["1", "2"]
    assert table.cells[0].value("p") == compared.tests[1].p == 0.05
    assert table.cells[0].value("hit_rate") == compared.tests[1].hit_rate
    assert result.rules["replicates"] == "19 for each number of profiles"
    (lmr,) = lmr_result(compared, **about).tables
    assert "no guaranteed level" in lmr.notes[0]
    assert lmr.cells[0].value("adjusted_p") == compared.lo_mendell_rubin[1].adjusted_p
    for made in (table, lmr):
        assert set(made.cells[0].values) <= set(made.labels)
    weighted = compare_classes(answers(), [1, 2], starts=5, bootstrap=19, weights=sampled()["weights"])
    with pytest.raises(DataError, match="rejects about 25 %"):
        bootstrap_result(weighted, **about, seed=0)


def by_clusters():
    # Each respondent four times over: to BIC, which does not know it, chance looks like a third class.
    once = answers(200, seed=6)
    return pl.concat([once] * 4), {"clusters": [*range(200)] * 4}


def test_under_a_design_the_number_with_the_lowest_dbic_is_supported_and_the_notes_say_where_bic_differs():
    frame, design = by_clusters()
    numbers = {**GIVEN, "considered": [1, 2, 3]}
    compared = compare_classes(frame, [1, 2, 3], starts=8, seed=4, **design)
    by_design = compared.table.sort("dbic")["n_classes"][0]
    assert (compared.best, by_design) == (3, 2)
    assert compared.supported.n_classes == 2
    assert "lowest dBIC is supported" in compared.supported.rule
    twice = {"clusters": [*design["clusters"], *(200 + at for at in design["clusters"])]}
    country = ["north"] * 800 + ["south"] * 800
    own = own_classes(pl.concat([frame] * 2), country, [1, 2, 3], starts=8, seed=4, **twice).numbers
    assert own["criterion"].to_list() == ["dbic"] * 2
    assert own["n_classes"].to_list() == [compared.supported.n_classes] * 2
    assert own["supported"].all()
    result = typology_result(frame, **design, **numbers)
    table = tables_of(result)[".comparison"]
    assert table.notes[0].startswith("2 profiles are supported. The number of profiles with the lowest dBIC")
    assert "BIC has its lowest at 3, dBIC at 2: dBIC allows for the design." in table.notes
    assert not any("instead" in note for note in table.notes)
    assert not any("largest number considered" in warning for warning in result.warnings)
    assert [cell.value("dbic") for cell in table.cells] == compared.table["dbic"].to_list()
    assert table.labels["dbic"] == "dBIC"
    reason = "Two are told apart."
    notes = tables_of(typology_result(frame, **design, **numbers, because=reason))[".comparison"].notes
    assert f"The team settled on 2 profiles: {reason}" in notes
    assert "dbic" not in tables_of(typology_result(frame, **numbers))[".comparison"].cells[0].values


def test_a_number_with_the_lowest_bic_that_is_not_identified_has_no_dbic_and_the_notes_say_so():
    frame = pl.concat([answers(200, seed=1)] * 4)
    found = compare_classes(frame, [1, 2, 3], starts=8, seed=4, clusters=[*range(200)] * 4)
    assert found.table["identified"].to_list() == [True, True, False]
    lower = found.table.with_columns(bic=pl.when(pl.col("n_classes") == 3).then(0.0).otherwise(pl.col("bic")))
    notes = comparison_notes(replace(found, table=lower), 2, "", 10)
    assert notes[1] == (
        "BIC has its lowest at 3, dBIC at 2: dBIC is not told of a model that is not identified."
    )


def test_the_one_class_row_under_a_design_is_withheld_with_its_dbic():
    result = typology_result(answers(90), clusters=(np.arange(90) // 3).tolist(), **GIVEN)
    assert "dbic" in tables_of(result)[".comparison"].cells[0].values
    released = review([*result.tables], [], Ledger()).released.tables
    assert any(cell.withheld for cell in released["typology:t"].cells)
    for part in (".comparison", ".criteria"):
        cell = released[f"typology:t{part}"].cells[0]
        assert cell.withheld is not None
        assert not cell.values


def test_the_one_class_row_of_every_table_is_withheld_where_it_would_give_a_withheld_cell_back():
    frame = answers(90)
    result = typology_result(frame, **GIVEN)
    compared = compare_classes(frame, [1, 2], starts=8, seed=4, bootstrap=19, effort=LITTLE, hit_replicates=0)
    tests = bootstrap_result(compared, name="typology:t", title="E", source="adults", seed=4)
    released = review([*result.tables, *tests.tables], [], Ledger()).released.tables
    assert any(cell.withheld for cell in released["typology:t"].cells)
    for part in (".comparison", ".criteria", ".bootstrap"):
        assert released[f"typology:t{part}"].cells[0].withheld is not None
