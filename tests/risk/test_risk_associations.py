"""Odds ratios as a result that can travel: cells, bases, rules, and what stands beside them."""

import inspect
import math

import numpy as np
import polars as pl
import pytest

import handrail.risk
from handrail.disclosure import Ledger, review
from handrail.risk import METHODS, Factor, associations
from handrail.survey import Design
from handrail.values import DataError, NotConverged, Result

KINDS = ("Circumstances", "Who answered")
FACTORS = (
    Factor("open", "Open account", KINDS[0]),
    Factor("place", "Where it began", KINDS[0]),
    Factor("hours", "Hours online", KINDS[0], "hour a day"),
    Factor("left out", "Felt left out", KINDS[1]),
)


def frame_of(seed=1, n=900):
    chance = np.random.default_rng(seed)
    opened = chance.random(n) < 0.4
    hours = chance.integers(0, 9, n).astype(float)
    odds = -1.2 + 0.8 * opened + 0.1 * hours
    return pl.DataFrame(
        {
            "contact": (chance.random(n) < 1 / (1 + np.exp(-odds))).astype(int),
            "open": np.where(chance.random(n) < 0.05, np.nan, opened),
            "place": chance.choice(["Game", "School", "Chat"], n),
            "hours": hours,
            "left out": chance.random(n) < 0.3,
            "w": chance.choice([0.5, 1.0, 2.0], n),
            "c": np.arange(n) // 15,
            "s": np.arange(n) // 150,
        }
    ).with_columns(
        pl.col("place").cast(pl.Enum(["School", "Game", "Chat"])),
        pl.col("open").fill_nan(None).cast(pl.Int8),
    )


def design_of(frame):
    return Design(frame, weights="w", strata="s", clusters="c")


def result_of(frame=None, factors=FACTORS, where=None, **options) -> Result:
    words = {
        "name": "model:contact",
        "title": "Circumstances of contact",
        "source": "adults",
        "sample": "quota",
        "outcome_label": "Contact by a stranger",
        **options,
    }
    return associations(design_of(frame_of() if frame is None else frame), "contact", factors, where, **words)


def test_cells_stand_in_the_order_given_with_reference_levels_and_units():
    odds = result_of().tables[0]
    assert (odds.measure, odds.dimensions) == ("odds-ratio", ("kind", "factor", "level"))
    assert [tuple(cell.group.values()) for cell in odds.cells] == [
        (KINDS[0], "Open account", "No"),
        (KINDS[0], "Open account", "Yes"),
        (KINDS[0], "Where it began", "School"),
        (KINDS[0], "Where it began", "Game"),
        (KINDS[0], "Where it began", "Chat"),
        (KINDS[0], "Hours online", "per hour a day"),
        (KINDS[1], "Felt left out", "No"),
        (KINDS[1], "Felt left out", "Yes"),
    ]
    references = [cell for cell in odds.cells if cell.value("reference") == 1.0]
    assert [cell.group["level"] for cell in references] == ["No", "School", "No"]
    for cell in references:
        assert (cell.value("estimate"), cell.value("low"), cell.value("high")) == (1.0, None, None)
    assert odds.labels["contact"] == "Contact by a stranger"
    assert odds.labels["level"] == "Compared"


def test_numbers_are_those_of_the_model():
    frame = frame_of()
    odds = result_of(frame).tables[0]
    model = design_of(frame).logit("contact ~ open + place + hours + `left out`")
    rows = {row["term"]: row for row in model.table.iter_rows(named=True)}
    names = ["open", "place[Game]", "place[Chat]", "hours", "left out"]
    found = [cell for cell in odds.cells if cell.value("reference") is None]
    for cell, name in zip(found, names, strict=True):
        assert cell.value("estimate") == pytest.approx(rows[name]["odds_ratio"], rel=1e-12)
        assert cell.value("low") == pytest.approx(rows[name]["odds_low"], rel=1e-12)
        assert cell.value("high") == pytest.approx(rows[name]["odds_high"], rel=1e-12)
        assert cell.value("se") == pytest.approx(rows[name]["se"], rel=1e-12)
        assert cell.value("p") == pytest.approx(rows[name]["p"], rel=1e-9)
        assert cell.value("df") == model.df


def test_every_cell_counts_the_respondents_of_the_model_at_its_level():
    frame = frame_of()
    answered = frame.filter(pl.col("open").is_not_null())
    levels = {
        "open": [0, 1],
        "place": ["School", "Game", "Chat"],
        "hours": [None],
        "left out": [False, True],
    }
    expected = []
    for name, values in levels.items():
        for value in values:
            rows = answered if value is None else answered.filter(pl.col(name) == value)
            expected.append((rows.height, rows["contact"].sum(), pytest.approx(rows["w"].sum())))
    cells = result_of(frame, public_use=True).tables[0].cells
    assert [(cell.n, cell.count, cell.value("weighted_n")) for cell in cells] == expected


def test_weighted_bases_of_few_weights_stay_inside_unless_the_file_is_public():
    result = result_of(frame_of())
    assert result.weighted_base is None
    assert {cell.value("weighted_n") for cell in result.tables[0].cells} == {None}


def test_the_result_carries_base_rules_and_what_was_left_out():
    frame = frame_of()
    result = result_of(
        frame, df="domain", level=0.9, selection="panel members answer like others", public_use=True
    )
    missing = frame["open"].null_count()
    assert result.base == 900 - missing
    assert [(left.rows, left.reason) for left in result.left_out] == [(missing, "no answer to 'open'")]
    assert result.weighted_base == pytest.approx(frame.filter(pl.col("open").is_not_null())["w"].sum())
    assert result.method is METHODS["risk.associations"]
    assert result.rules["df"].startswith("49 degrees of freedom (clusters and strata with answers")
    assert result.rules["level"] == "0.9"
    assert result.rules["model"] == "`contact` ~ `open` + `place` + `hours` + `left out`"
    assert set(result.software) == {"formulaic", "numpy", "polars", "scipy"}
    assert "Assumed: panel members answer like others" in result.tables[0].notes[0]
    assert result.warnings == ()


def test_the_notes_say_adjusted_association_base_and_degrees_of_freedom():
    notes = " ".join(result_of().tables[0].notes)
    for said in (
        "Quota sample",
        "49 degrees of freedom",
        "Adjusted for each other",
        "not a screening of a child",
        "Base:",
    ):
        assert said in notes


def test_the_area_stands_beside_the_table_as_a_number_about_the_analysis():
    odds, area = result_of(public_use=True).tables
    assert (area.name, area.measure, area.dimensions) == (f"{odds.name}.discrimination", "diagnostic", ())
    (cell,) = area.cells
    assert (dict(cell.group), cell.category, cell.count) == ({}, None, None)
    assert list(cell.values) == ["auc", "low", "high"]
    assert 0.5 < cell.value("low") < cell.value("auc") < cell.value("high") < 1
    assert area.labels["auc"] == "Area under the curve"
    assert "no screening of a child" in area.notes[0]
    assert odds.public_use
    assert area.public_use


def test_a_model_with_enough_in_every_group_passes_disclosure_control():
    released = review(list(result_of().tables), [], Ledger()).released
    assert not any(cell.withheld for table in released.tables.values() for cell in table.cells)


def test_a_domain_restricts_the_model_and_its_counts():
    frame = frame_of()
    result = result_of(frame, FACTORS[:1], pl.col("place") == "Game")
    inside = frame.filter((pl.col("place") == "Game") & pl.col("open").is_not_null())
    assert sum(cell.n for cell in result.tables[0].cells) == result.base == inside.height


def test_a_column_of_0_and_1_is_a_yes_no_with_a_unit_too():
    odds = result_of(factors=[Factor("open", "Accounts", KINDS[0], "account")]).tables[0]
    assert [cell.group["level"] for cell in odds.cells] == ["No", "Yes"]
    assert odds.judged == ()


def test_a_category_with_a_unit_is_refused_and_not_listed():
    with pytest.raises(DataError, match="'place' holds Enum") as refused:
        result_of(factors=[Factor("place", "Where it began", KINDS[0], "place")])
    assert not any(word in str(refused.value) for word in ("Game", "School", "Chat"))


def test_respondents_outside_a_numbers_commonest_value_are_judged_and_not_printed():
    frame = frame_of()
    (cell,) = result_of(frame).tables[0].judged
    answered = frame.filter(pl.col("open").is_not_null())
    commonest = answered["hours"].mode().min()
    outside = answered.filter(pl.col("hours") != commonest)
    assert dict(cell.group) == {
        "kind": KINDS[0],
        "factor": "Hours online",
        "level": "outside the commonest value",
    }
    assert (cell.n, cell.count, dict(cell.values)) == (outside.height, outside["contact"].sum(), {})
    assert cell.category is None


def test_one_factor_is_adjusted_for_no_other():
    (factor, *_) = FACTORS
    assert "Adjusted" not in " ".join(result_of(factors=[factor]).tables[0].notes)
    assert "Adjusted for each other" in " ".join(result_of(factors=FACTORS[:2]).tables[0].notes)


@pytest.mark.parametrize(
    ("factors", "said"),
    [
        ([], "a model has factors"),
        ([FACTORS[0], FACTORS[0]], "a name of its own"),
        ([FACTORS[0], Factor("place", "Open account", KINDS[0])], "a label of its own"),
        ([Factor("hours", "Hours", KINDS[0])], "has a unit"),
        ([Factor("opne", "Open", KINDS[0])], "did you mean 'open'"),
        ([Factor("contact", "Contact", KINDS[0])], "on both sides"),
        ([Factor("a`b", "A", KINDS[0])], "no backquote"),
    ],
)
def test_factors_that_make_no_model_are_refused(factors, said):
    with pytest.raises(DataError, match=said):
        result_of(factors=factors)


def test_an_unknown_sample_type_is_refused():
    with pytest.raises(DataError, match="did you mean 'quota'"):
        result_of(sample="qouta")


def test_a_factor_that_tells_the_outcome_is_named():
    frame = frame_of().with_columns(contact=pl.when(pl.col("place") == "Chat").then(0).otherwise("contact"))
    with pytest.raises(NotConverged, match="'place'"):
        result_of(frame)


def test_too_few_respondents_for_the_coefficients_are_a_warning():
    (said,) = result_of(frame_of().with_row_index("i").with_columns(
        contact=pl.when(pl.col("i") % 9 == 0).then("contact").otherwise(0)
    )).warnings  # fmt: skip
    assert "fewer than 10 respondents" in said


def test_weights_are_optional():
    result = associations(
        Design(frame_of()), "contact", FACTORS[:1], name="m", title="M", source="s", sample="probability",
        outcome_label="Contact",
    )  # fmt: skip
    assert result.weighted_base is None
    no, yes = result.tables[0].cells
    odds = (yes.count * (no.n - no.count)) / ((yes.n - yes.count) * no.count)
    assert yes.value("estimate") == pytest.approx(odds, rel=1e-10)
    woolf = sum(1 / k for k in (yes.count, yes.n - yes.count, no.count, no.n - no.count))
    n = 900
    # Rows that gave no answer are clusters of the design: n is all of them.
    assert yes.value("se") == pytest.approx(math.sqrt(woolf * n / (n - 1)), rel=1e-9)


def test_the_rooms_functions_stay_functions_after_their_modules_are_loaded():
    assert callable(handrail.risk.associations)
    assert callable(handrail.risk.discrimination)
    assert {name for name in dir(handrail.risk) if not name.startswith("_")} >= set(handrail.risk.__all__)


def test_no_public_name_of_the_room_scores_ranks_or_predicts():
    for name in handrail.risk.__all__:
        assert not any(word in name.lower() for word in ("predict", "score", "rank", "fitted", "probab"))
    # One outcome at a time: nothing combines several.
    assert "outcomes" not in inspect.signature(associations).parameters
    assert inspect.signature(associations).parameters["outcome"].annotation == "str"


def test_every_method_has_a_version_and_a_reference():
    assert all(name == method.name and method.version >= 1 for name, method in METHODS.items())
    assert all(len(method.reference) > 20 for method in METHODS.values())
    assert METHODS["risk.associations"].version == 4
    assert "Binder 1983" in METHODS["risk.associations"].reference
