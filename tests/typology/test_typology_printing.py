"""Near 0 and 1 only a limit leaves: no table, file or drawing of a typology holds the exact probability."""

import json
import re

import numpy as np
import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.documents import Figure, csv_of
from handrail.documents.figure import draw_figure
from handrail.documents.grid import grid_of
from handrail.study.records import result_from_json, result_to_json
from handrail.typology import LatentClasses, typology_result
from handrail.typology.cells import profile_cells
from handrail.typology.printed import SMALL, effective_sizes

ITEMS = ["asked", "moved", "met", "kept"]
LIKELY = np.array([[0.02, 0.015, 0.3, 0.03], [0.98, 0.97, 0.7, 0.85]])
PLAN = {
    "classes": 2, "considered": [1, 2], "starts": 8, "seed": 4, "name": "typology:experiences",
    "title": "Experiences", "source": "adults", "sample": "convenience", "public_use": True,
}  # fmt: skip


def answers(rows=900, share=0.35, seed=3):
    chance = np.random.default_rng(seed)
    of = (chance.random(rows) < share).astype(int)
    return pl.DataFrame((chance.random((rows, 4)) < LIKELY[of]).astype(int), schema=ITEMS)


@pytest.fixture(scope="module")
def exact():
    model = LatentClasses(2, starts=8, seed=4).fit(answers())
    table = model.item_probabilities_.filter(pl.col("category") == 1)["probability"].to_list()
    near = [p for p in table if p < 0.05 or p > 0.95]
    assert len(near) == 5
    return near


@pytest.fixture(scope="module")
def result():
    return typology_result(answers(), **PLAN)


def numbers_in(text):
    return [float(found) for found in re.findall(r"\d*\.\d+|\d+", text)]


def held(text, exact):
    """Return the exact probabilities that a text gives away, as shares or per cent."""
    return [
        p for p in exact for n in numbers_in(text) for scale in (1, 100) if abs(n - scale * p) < scale * 2e-4
    ]


def test_tables_csv_json_and_drawings_hold_limits_and_no_exact_probability(result, exact):
    released = review(result.tables, [], Ledger()).released
    name = "typology:experiences"
    texts = {
        "values": " ".join(str(dict(cell.values)) for cell in released.tables[name].cells),
        "csv": csv_of(released, name),
        "grid": str(
            [[cell.text for cell in row] for row in grid_of(released.tables[name], across="class").rows]
        ),
        "store": json.dumps([cell[4:] for cell in result_to_json(result)["tables"][0]["cells"]]),
    }
    for kind in ("profiles", "heat"):
        svg = draw_figure(Figure(name, "T", "A", "C", kind=kind, across="class"), released)
        texts[kind] = " ".join(re.findall(r">([^<]+)</", svg))
    assert held("0.37 " + str(exact[0]), exact) == [exact[0]]
    assert {kind: held(text, exact) for kind, text in texts.items()} == {kind: [] for kind in texts}
    assert texts["csv"].count("<.05") == 3
    assert texts["csv"].count(">.95") == 2
    assert texts["grid"].count("<.05") == 3


def test_a_bar_near_nothing_ends_at_the_limit_and_not_at_the_probability(result, exact):
    released = review(result.tables, [], Ledger()).released
    svg = draw_figure(
        Figure("typology:experiences", "T", "A", "C", kind="profiles", across="class"), released
    )
    bars = sorted(float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', svg))
    # In one unit: the three lowest are alike, and so are the two highest.
    assert len({*bars[:3]}) == 1
    assert len({*bars[-2:]}) == 1
    assert bars[0] / bars[-1] == pytest.approx(0.05 / 0.95, abs=2e-3)


def test_in_a_class_of_fewer_than_sixty_the_bound_is_printed():
    frame = answers(300, 0.12, seed=5)
    model = LatentClasses(2, starts=8).fit(frame)
    assert effective_sizes(model)[1] < 60
    (profiles, *_) = typology_result(frame, **PLAN).tables
    found = {tuple(cell.group.values()): dict(cell.values) for cell in profiles.cells}
    assert found["asked", "Profile 1"] == {"below": 0.05}
    ((kind, limit),) = found["asked", "Profile 2"].items()
    assert kind == "above"
    assert 0.8 <= limit < 0.95


def test_the_cells_agree_with_the_model_where_a_probability_is_printed(result):
    model = LatentClasses(2, starts=8, seed=4).fit(answers())
    yes = model.item_probabilities_.filter(pl.col("category") == 1)
    exact = {(item, f"Profile {k}"): p for k, item, _, p in yes.iter_rows()}
    for cell in result.tables[0].cells:
        p = exact[cell.group["item"], cell.group["class"]]
        # Two decimals wherever another class has a limit: by the shares all classes add up to everybody.
        limited = any(q < SMALL or q > 0.95 for (item, _), q in exact.items() if item == cell.group["item"])
        told = round(p, 2) if limited else p
        expected = {"below": 0.05} if p < SMALL else {"above": 0.95} if p > 0.95 else {"estimate": told}
        assert dict(cell.values) == expected


def test_everybodys_share_is_that_of_the_respondents_with_two_decimals(result):
    everyone = next(one for one in result.tables if one.name.endswith(".everyone"))
    frame = answers()
    for cell in everyone.cells:
        share = frame[cell.group["item"]].mean()
        assert cell.value("estimate") == round(share, 2)
        assert (cell.n, cell.count) == (frame.height, frame[cell.group["item"]].sum())


def test_a_probability_at_a_boundary_has_no_wald_interval(result):
    likely = [table for table in result.tables if table.measure == "probability"]
    assert len(likely) == 2
    for table in likely:
        for cell in table.cells:
            assert "se" not in cell.values
            if {"below", "above"} & set(cell.values):
                assert not {"estimate", "low", "high"} & set(cell.values)


def test_the_stored_result_comes_back_as_it_was(result):
    assert result_from_json(result_to_json(result)).tables[0] == result.tables[0]


def test_items_with_several_answers_obey_as_well():
    words = pl.Enum(["never", "once", "often"])
    frame = answers().with_columns(
        kept=pl.Series(["often" if yes and i % 40 == 0 else "once" if yes else "never"
                        for i, yes in enumerate(answers()["kept"])], dtype=words)
    )  # fmt: skip
    model = LatentClasses(2, starts=8).fit(frame)
    printed = {at: ("Kept", word) for at, word in enumerate(words.categories, start=6)}
    cells = profile_cells(model, printed, ["A", "B"])
    assert [dict(cell.values) for cell in cells if cell.category == "often"] == [{"below": 0.05}] * 2
    # One minus the others would be the exact number: beside a limit they have two decimals.
    others = [cell.values["estimate"] for cell in cells if "estimate" in cell.values]
    assert others
    assert all(value == round(value, 2) for value in others)
