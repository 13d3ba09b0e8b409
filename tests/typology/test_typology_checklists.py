"""SMART-LCA and GRoLTS: their published points, and what a typology's released results know of each."""

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from handrail.disclosure import Ledger, review
from handrail.typology import (
    GROLTS,
    SMART_LCA,
    LatentClasses,
    NamedClass,
    TypologyFacts,
    class_outcomes,
    fill_grolts,
    fill_smart_lca,
    outcome_result,
    stability_result,
    typology_result,
)
from handrail.values import Cell, LeftOut, Table
from handrail.values.checklist import ChecklistAnswer

ITEMS = ("asked", "moved", "met", "kept")
ROWS = (
    [(1, 1, 1, 1)] * 60
    + [(0, 0, 0, 0)] * 100
    + [(1, 1, 0, 1), (1, 0, 1, 1), (0, 0, 1, 0), (0, 1, 0, None)] * 15
    + [(None, None, None, None)] * 12
)
TOLD = pl.Series("told", ([1] * 3 + [0]) * 58)
SAID = {"name": "typology:t", "title": "Experiences", "source": "pilot", "sample": "convenience"}


@pytest.fixture(scope="module")
def frame():
    return pl.DataFrame(ROWS, schema=ITEMS, orient="row")


def plain(result):
    """Return the three tables that every typology has, shares without an interval."""
    held = {table.name: table for table in result.tables}
    profiles, shares, compared = (held[f"typology:t{part}"] for part in ("", ".shares", ".comparison"))
    cells = [replace(cell, values={"estimate": cell.values["estimate"]}) for cell in shares.cells]
    return replace(result, tables=(profiles, replace(shares, cells=tuple(cells)), compared))


@pytest.fixture(scope="module")
def result(frame):
    return plain(typology_result(frame, classes=2, considered=[1, 2, 3], starts=8, seed=5, **SAID))


@pytest.fixture(scope="module")
def facts(result):
    return TypologyFacts(
        result,
        classes=2,
        because="Three split one class by chance.",
        names=(
            NamedClass("Little", "Nothing is common."),
            NamedClass("Drawn in", "All are common.", "x.", "B"),
        ),
        items={item: f"column {item}" for item in ITEMS},
        question="Who is drawn in?",
        software="Handrail 9",
    )


@pytest.fixture(scope="module")
def followed(frame, facts):
    """Return the same typology with its stability and an outcome, as review would give both back."""
    model = LatentClasses(2, starts=8, seed=5).fit(frame)
    stable = stability_result(model, replicates=200, starts=0, **SAID)
    found = class_outcomes(model, TOLD, "binary")
    told = SAID | {"name": "typology:t.outcomes-told", "title": "Told someone"}
    outcome = outcome_result(found, outcome="told", outcome_label="Told someone", **told)
    return replace(facts, others=(stable, outcome))


def smart(facts, answers=()):
    return {one.item.id: one for one in fill_smart_lca(facts, answers)}


def grolts(facts, answers=()):
    return {one.item.id: one for one in fill_grolts(facts, answers)}


def test_smart_lca_has_the_published_items_with_their_points():
    # The authors' vignette in tidySEM: 14 items, and so many points under each.
    points = Counter(int(item.id.rstrip("abcdefg")) for item in SMART_LCA.items)
    assert list(points.items()) == list(enumerate([6, 4, 5, 3, 4, 3, 3, 4, 6, 3, 7, 6, 4, 1], 1))
    assert len(SMART_LCA.items) == 59
    optional = {item.id for item in SMART_LCA.items if item.topic.endswith("(optional)")}
    assert optional == {"1e", "1f", "3e", "5d", "9f", "10c", "11f", "12c", "12d", "12e", "12f", "13d"}


def test_grolts_has_the_published_parts_in_order():
    published = "1 2 3a 3b 3c 4 5 6a 6b 7 8 9 10 11 12 13 14a 14b 14c 15 16"
    assert " ".join(item.id for item in GROLTS.items) == published


@pytest.mark.parametrize("source", [SMART_LCA, GROLTS])
def test_every_point_asks_something_once(source):
    assert all(item.question.endswith("?") for item in source.items)
    assert len({item.question for item in source.items}) == len(source.items)
    assert "Structural Equation Modeling" in source.reference


def test_methods_are_those_of_the_results_own_rules(facts, result):
    items, others = smart(facts), grolts(facts)
    for name in ("starts", "missing", "tolerance"):
        told = " ".join(one.known.casefold() for one in items.values())
        assert result.rules[name] in told
    assert result.method.reference in items["10a"].known
    assert "Seed 5." in items["10a"].known
    assert others["9"].known.startswith("Starts: 8 for each number of classes")
    assert others["3c"].known.endswith("Left out: 12: no answer to any item.")
    assert f"polars {pl.__version__}" in others["5"].known


def test_numbers_are_those_of_the_tables(facts, result):
    items, (profiles, shares, compared) = smart(facts), result.tables
    for cell in compared.cells:
        number = cell.group["classes"]
        # One class has no entropy.
        if number != "1":
            assert f"{cell.value('entropy'):.2f} with {number}" in items["11b"].known
        assert f"{cell.value('starts_at_best'):.0%} with {number}" in items["10b"].known
    for cell in shares.cells:
        assert f"{cell.category}: {cell.value('estimate'):.1%}" in items["11d"].known
    assert "220 respondents in the model, 9 parameters with 2 classes" in items["1d"].known
    assert items["6b"].known == "Fitted: 1 to 3 classes, 3 models."
    answered = sum(cell.n for cell in profiles.cells if cell.group["item"] == "kept")
    assert f"kept: {(220 - answered) / 220:.1%}" in items["4a"].known
    assert "asked: fewer than 10 respondents" in items["4a"].known


def test_the_number_with_the_lowest_bic_stands_beside_the_one_that_was_chosen(facts, result):
    bic = {int(cell.group["classes"]): cell.value("bic") for cell in result.tables[2].cells}
    lowest = min(bic, key=bic.get)
    other = 1 if lowest != 1 else 2
    known = smart(replace(facts, classes=other))["7a"].known
    assert f"The lowest BIC is that of {lowest}; {other} classes were chosen." in known
    assert "Reason: Three split one class by chance." in known


def test_names_come_with_their_reasons_and_are_said_to_be_shorthand(facts):
    items = smart(facts)
    assert items["11g"].known.startswith("Little and Drawn in. A class is a pattern in answers")
    assert "Drawn in: All are common. Reason: X. Second reader: B." in items["8d"].known
    nameless = smart(replace(facts, names=()))["11g"]
    assert (nameless.status, nameless.known) == ("in part", "Nobody has named the classes yet.")


def test_parts_on_time_do_not_apply_and_say_why(facts):
    items = grolts(facts)
    for name in ("1", "2", "7", "14c"):
        assert items[name].known.startswith("Not applicable: answers were given once")
        assert items[name].status == "filled"
    for name in ("6a", "6b"):
        assert items[name].known.startswith("Not applicable: a category has a probability")


def test_an_item_that_is_a_number_leaves_these_points_open(facts):
    mixed = replace(facts, items=dict(facts.items) | {"hours": "column hours"})
    assert {smart(mixed)[name].status for name in ("2c", "3a", "3b", "3d", "5d")} == {"asked"}
    assert grolts(mixed)["6a"].status == "asked"
    assert smart(mixed)["4a"].status == "in part"


def test_without_what_follows_there_is_nothing_to_correct_and_no_interval(facts):
    items = smart(facts)
    assert items["14a"].known.startswith("Not applicable: nothing was analysed by class")
    assert items["11e"].known.endswith("They hold no intervals.")
    assert items["13c"].status == "asked"
    assert grolts(facts)["8"].known == "No covariates or outcomes were used."


def test_stability_and_outcomes_are_told_with_their_rules(followed):
    items, others = smart(followed), grolts(followed)
    assert "200 bootstrap samples of respondents" in items["11e"].known.casefold()
    assert items["11e"].status == "filled"
    assert "How stable the classes are. Tables:" in items["8d"].known
    assert "'Told someone'" in items["14a"].known
    assert "bch" in items["14a"].known.casefold()
    assert items["14a"].known == others["8"].known + " Nobody is assigned to a class."
    assert "are the profiles equal?" in items["12a"].known
    assert items["12a"].status == "in part"


def test_stability_of_few_draws_holds_no_intervals(frame, facts):
    model = LatentClasses(2, starts=8, seed=5).fit(frame)
    few = replace(facts, others=(stability_result(model, replicates=10, starts=0, **SAID),))
    items = smart(few)
    assert "bootstrap samples" not in items["11e"].known
    assert items["11e"].status == "in part"
    assert items["13c"].known == ""
    assert "How stable the classes are. Tables:" in items["8d"].known


def test_parts_in_one_result_are_told_with_their_rules_as_parts_of_their_own(followed):
    stable, outcome = followed.others
    together = replace(
        followed.result,
        tables=(*followed.result.tables, *stable.tables, *outcome.tables),
        rules={
            **followed.result.rules,
            **{f"stability: {name}": rule for name, rule in stable.rules.items()},
            **{f"outcome-told: {name}": rule for name, rule in outcome.rules.items()},
        },
    )
    one = replace(followed, result=together, others=())
    for fill in (smart, grolts):
        for name, item in fill(followed).items():
            assert (fill(one)[name].status, fill(one)[name].known) == (item.status, item.known)


def test_methods_of_several_parts_are_all_told(facts, result):
    rules = {
        **result.rules,
        "covariates: method": "three-step-ml",
        "covariates: errors": "stacked",
        "outcome-told: method": "bch",
        "outcome-told: errors": "stacked",
    }
    made = replace(result.tables[1], name="typology:t.covariates", title="What goes together")
    together = replace(result, tables=(*result.tables, made), rules=rules)
    known = smart(replace(facts, result=together))["14a"].known
    assert known.startswith("Table: 'What goes together'. Method: three-step-ml and bch; errors: stacked.")


def test_tests_of_the_number_and_further_criteria_are_told(facts, result):
    said = {"measure": "diagnostic", "dimensions": ("classes",), "source": "pilot", "variable": "t"}
    cells = (
        Cell({"classes": "1"}, None, 220, None, {"p": 0.002}),
        Cell({"classes": "2"}, None, 220, None, {"p": None}),
    )
    more = (
        Table("typology:t.bootstrap", "One more?", cells=cells, **said),
        Table("typology:t.criteria", "Others", cells=(Cell({"classes": "1"}, None, 220, None, {"icl": 9.0}),),
              labels={"icl": "ICL"}, **said),
    )  # fmt: skip
    items = smart(replace(facts, result=replace(result, tables=(*result.tables, *more))))
    assert items["7b"].known == "'One more?', each number against one more: 1: p = 0.002."
    assert "Compared: BIC, AIC, Adjusted BIC and ICL." in items["7a"].known
    assert smart(facts)["7b"].known == "No likelihood-ratio test of the number of classes was computed."


def test_shares_come_with_their_interval_where_they_have_one(facts, result):
    profiles, shares, compared = result.tables
    cells = [replace(cell, values={**cell.values, "low": 0.25, "high": 0.75}) for cell in shares.cells]
    bounded = replace(result, tables=(profiles, replace(shares, cells=tuple(cells)), compared))
    items = smart(replace(facts, result=bounded))
    assert items["11d"].known.count("(25.0% to 75.0%)") == 2
    assert (items["11e"].status, items["11e"].known[-27:]) == ("in part", "Only shares have intervals.")


def test_withheld_numbers_are_told_nowhere(facts, frame):
    few = pl.concat([frame.head(163), frame.tail(12)])
    whole = plain(typology_result(few, classes=2, considered=[1, 2], starts=8, seed=5, **SAID))
    outcome = review(list(whole.tables), [], Ledger()).released
    tables = tuple(outcome.tables[table.name] for table in whole.tables)
    assert any(cell.withheld for cell in tables[0].cells)
    # What documents tell of such a result: no base, and no rows left out.
    items = smart(replace(facts, result=replace(whole, tables=tables, base=0, left_out=())))
    assert items["4a"].status == "in part"
    assert "%" not in items["4a"].known
    assert "Left out" not in items["4c"].known


def test_small_numbers_of_rows_left_out_are_not_told(facts, result):
    small = replace(result, left_out=(LeftOut(3, "no answer to any item"),))
    known = smart(replace(facts, result=small))["4c"].known
    assert known.endswith("Left out: no answer to any item.")


def test_what_a_study_does_not_know_is_asked(facts):
    items, others = smart(facts), grolts(facts)
    for name in ("2a", "2d", "5b", "9f", "12b", "12e", "13d"):
        assert (items[name].status, items[name].known) == ("asked", "")
    assert (others["3b"].status, others["3b"].known) == ("asked", "")


def test_judgements_are_never_filled_by_the_software_alone(facts, followed):
    for one in (facts, followed):
        items = smart(one)
        for name in ("1a", "1b", "1c", "1d", "1e", "5a", "6a", "7a", "7b", "8b", "8c", "8d", "9c", "9d"):
            assert items[name].status == "in part"
        assert grolts(one)["16"].status == "in part"


def test_an_answer_stands_beside_what_is_known(facts):
    items = smart(facts, [ChecklistAnswer("1b", "Exploratory.", "p. 3")])
    assert (items["1b"].status, items["1b"].answer) == ("answered", "Exploratory.")
    assert items["1b"].known.startswith("Several numbers of classes were compared.")
