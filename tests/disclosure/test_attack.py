"""The attacker finds what a reader can work out, and nothing else: it agrees with a slow one throughout."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from random_tables import SlowAttacker, draw_people, groups, regions_of, tabulate, whole_interval

from handrail.disclosure import Ledger, Limits, attack, review
from handrail.disclosure.attacker import Attacker
from handrail.disclosure.equations import equations_of
from handrail.disclosure.together import fights
from handrail.values import Cell, Facet, Table


def fast(tables: list[Table]) -> Attacker:
    (fight,) = fights(tuple(tables), (), Limits())
    return Attacker(fight.space, equations_of(fight.space, fight.cells, fight.absent), 10)


def interval(attacker: Attacker, region: dict[str, frozenset[int]]) -> tuple[int, int]:
    codes = {column: frozenset(str(code) for code in one) for column, one in region.items()}
    low, high = attacker.interval(attacker.space.atoms(attacker.space.key(codes)))
    return low, min(high, 100_000)


def blank(table: Table, *places: int) -> Table:
    cells = tuple(
        Cell(cell.group, cell.category, 0, None, {}, withheld="few") if c in places else cell
        for c, cell in enumerate(table.cells)
    )
    return replace(table, cells=cells)


def share(group: dict[str, str], n: int, count: int) -> Cell:
    return Cell(group, None, n, count, {"estimate": count / n})


def table(name: str, *cells: Cell, variable: str = "contact", **more: object) -> Table:
    dimensions = tuple(dict.fromkeys(key for cell in cells for key in cell.group))
    return Table(name, "T", "share", dimensions, cells, "survey", variable, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(12))
def test_every_interval_is_that_of_a_slow_attacker_who_writes_every_combination_as_an_unknown(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    people = draw_people(rng, {"a": 2, "b": 3, "v": 2}, 150, missing=0.04 * (seed % 2))
    whole = tabulate(people, ("a", "b"), "v", name="estimate:1")
    part = tabulate(people, ("b",), "v", name="estimate:2", where={"a": (1,)})
    hidden = rng.choice(len(whole.cells), len(whole.cells) // 2, replace=False)
    tables = [blank(whole, *hidden.tolist()), part]
    slow, quick = SlowAttacker(people, ("a", "b", "v"), tuple(tables)), fast(tables)
    for region in groups(people, ("a", "b", "v")):
        low, high = slow.interval(region)
        found = interval(quick, dict(region))
        # Where nothing holds a group from above, either attacker says a number beyond all respondents.
        assert (found[0], min(found[1], 200)) == (low, min(high, 200))


@pytest.mark.parametrize("seed", range(6))
def test_two_margins_leave_the_interval_of_all_whole_numbers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = {"a": rng.integers(0, 2, 14), "v": rng.integers(0, 2, 14)}
    truth = tabulate(people, ("a",), "v")
    hidden = blank(truth, 0, 1)
    slow = SlowAttacker(people, ("a", "v"), (hidden,), answered=frozenset("av"))
    for cell in truth.cells:
        region = regions_of(truth, cell, people)["inside"]
        assert slow.interval(region) == whole_interval(slow, region)


def test_whole_numbers_never_leave_a_wider_interval_with_three_margins() -> None:
    rng = np.random.default_rng(5)
    people = {name: rng.integers(0, 2, 9) for name in ("a", "b", "v")}
    truth = tabulate(people, ("a", "b"), "v")
    hidden = blank(truth, *(c for c, cell in enumerate(truth.cells) if len(cell.group) == 2))
    slow = SlowAttacker(people, ("a", "b", "v"), (hidden,), answered=frozenset("abv"))
    for cell in truth.cells:
        region = regions_of(truth, cell, people)["inside"]
        low, high = slow.interval(region)
        least, most = whole_interval(slow, region)
        assert low <= least <= most <= high


def test_one_withheld_cell_beside_its_total_is_found() -> None:
    cells = (share({"sex": "F"}, 200, 60), share({"sex": "M"}, 150, 40), share({"sex": "X"}, 8, 4))
    found = attack([blank(table("estimate:a", *cells, share({}, 358, 104)), 2)]).exposures
    assert {(one.low, one.high) for one in found if one.kind == "withheld"} == {(0, 4)}
    assert {one.columns for one in found if one.kind == "withheld"} == {("contact", "sex")}
    # Withheld with the total it is not found.
    assert attack([blank(table("estimate:a", *cells, share({}, 358, 104)), 2, 3)]).exposures == ()


def test_a_total_rebuilt_by_another_grouping_gives_no_withheld_cell_back() -> None:
    whole = share({}, 407, 113)
    by_sex = table(
        "estimate:by-sex",
        share({"sex": "F"}, 200, 50),
        share({"sex": "M"}, 200, 60),
        share({"sex": "X"}, 7, 3),
        whole,
    )
    by_age = table(
        "estimate:by-age", share({"age": "18-21"}, 207, 53), share({"age": "22-25"}, 200, 60), whole
    )
    outcome = review([by_sex, by_age], [], Ledger())
    ages = [cell.withheld for cell in outcome.released.tables["estimate:by-age"].cells]
    assert sum(rule is not None for rule in ages) == 2  # the whole, and one that it is rebuilt from
    assert outcome.attack.exposures == ()
    assert attack(outcome.remembered).exposures == ()
    # The same over two releases.
    first = review([by_age], [], Ledger())
    assert not first.refused
    second = review([by_sex], [], Ledger(tables=first.remembered))
    assert second.attack.exposures == ()
    assert sum(cell.withheld is not None for cell in second.released.tables["estimate:by-sex"].cells) == 3


def test_two_restricted_tables_that_differ_by_few_people_do_not_leave_together() -> None:
    facets = {"age": Facet("age", {str(age): frozenset({str(age)}) for age in range(18, 26)})}
    up_to_24 = tuple(str(age) for age in range(18, 25))
    one = table("estimate:a", share({}, 400, 100), facets=facets, domain={"age": up_to_24})
    other = table("estimate:b", share({}, 404, 103), facets=facets, domain={"age": (*up_to_24, "25")})
    outcome = review([one, other], [], Ledger())
    withheld = [cell.withheld for t in outcome.released.tables.values() for cell in t.cells]
    assert sorted(rule or "" for rule in withheld) == [
        "",
        "with the other tables it would show fewer than 10 respondents",
    ]
    assert "drop one of the tables" in outcome.refused[0].remedy
    wider = replace(other, cells=(share({}, 440, 115),))
    assert review([one, wider], [], Ledger()).refused == ()


def test_the_second_of_two_such_tables_does_not_leave_after_the_first() -> None:
    facets = {"age": Facet("age", {str(age): frozenset({str(age)}) for age in (24, 25)})}
    one = table("estimate:a", share({}, 400, 100), facets=facets, domain={"age": ("24",)})
    other = table("estimate:b", share({}, 404, 103), facets=facets, domain={"age": ("24", "25")})
    first = review([one], [], Ledger())
    second = review([other], [], Ledger(tables=first.remembered))
    assert [cell.withheld is None for cell in first.released.tables["estimate:a"].cells] == [True]
    assert [cell.withheld is None for cell in second.released.tables["estimate:b"].cells] == [False]
    assert second.attack.exposures == ()
    # What is already out leaves again.
    again = review([one, other], [], Ledger(tables=(*first.remembered, *second.remembered)))
    assert [cell.withheld for cell in again.released.tables["estimate:a"].cells] == [None]
    assert again.remembered == ()


def test_what_earlier_releases_alone_expose_is_reported() -> None:
    facets = {"age": Facet("age", {str(age): frozenset({str(age)}) for age in (24, 25)})}
    out = (
        table("estimate:a", share({}, 400, 100), facets=facets, domain={"age": ("24",)}),
        table("estimate:b", share({}, 404, 103), facets=facets, domain={"age": ("24", "25")}),
    )
    now = table("estimate:c", share({}, 404, 103), facets=facets, domain={"age": ("24", "25")})
    outcome = review([now], [], Ledger(tables=out))
    assert {one.columns for one in outcome.attack.exposures} >= {("age", "contact")}


def test_two_variables_of_one_column_are_subtracted_from_each_other() -> None:
    both = Facet("gender", {"Women": frozenset({"1"}), "Men": frozenset({"2"})})
    all_three = Facet("gender", {**both.levels, "Another": frozenset({"3"})})
    few = table(
        "estimate:a",
        share({}, 400, 100),
        facets={"women_and_men": both},
        domain={"women_and_men": ("Women", "Men")},
    )
    more = table(
        "estimate:b",
        share({}, 406, 102),
        facets={"gender": all_three},
        domain={"gender": ("Women", "Men", "Another")},
    )
    outcome = review([few, more], [], Ledger())
    assert sum(cell.withheld is not None for t in outcome.released.tables.values() for cell in t.cells) == 1
    apart = replace(more, facets={"gender": replace(all_three, column="another-question")})
    assert review([few, apart], [], Ledger()).refused == ()


def test_a_group_of_which_nobody_gave_an_answer_is_found_across_tables() -> None:
    facets = {"age": Facet("age", {str(age): frozenset({str(age)}) for age in (24, 25)})}
    one = table("estimate:a", share({}, 400, 100), facets=facets, domain={"age": ("24",)})
    other = table("estimate:b", share({}, 450, 100), facets=facets, domain={"age": ("24", "25")})
    found = attack([one, other]).exposures
    assert {(shown.kind, shown.low, shown.high) for shown in found} == {("class", 0, 0)}
    assert sum(bool(refused) for refused in review([one, other], [], Ledger()).refused) == 1


def test_a_group_that_a_table_does_not_list_is_nobody() -> None:
    cells = [share({"a": "0", "b": "0"}, 40, 20), share({"a": "1", "b": "1"}, 40, 20)]
    total = [share({"a": "0"}, 40, 20), share({}, 80, 40)]
    (one,) = attack([table("estimate:a", *cells, *total)]).sources
    assert one.consistent
    quick = fast([table("estimate:a", *cells, *total)])
    key = quick.space.key({"a": frozenset({"0"}), "b": frozenset({"1"})})
    assert quick.interval(quick.space.atoms(key)) == (0, 0)


def test_tables_that_contradict_each_other_are_said_not_to_have_been_attacked() -> None:
    one = table("estimate:a", share({}, 400, 100))
    other = table("estimate:b", share({}, 300, 100))
    outcome = review([one, other], [], Ledger())
    assert [source.consistent for source in outcome.attack.sources] == [False]
    assert any("no attack could be tried" in refused.rule for refused in outcome.refused)
    # Another revision is about other respondents: nothing contradicts.
    outcome = review([one, replace(other, revision=1)], [], Ledger())
    assert all(source.consistent for source in outcome.attack.sources)


def test_a_table_with_too_many_groups_is_said_not_to_have_been_attacked() -> None:
    one = table("estimate:a", share({"sex": "F"}, 400, 100), share({"sex": "M"}, 400, 100))
    outcome = review([one], [], Ledger(), limits=Limits(most_unknowns=4))
    assert outcome.attack.sources[0].left_out == ("estimate:a",)
    assert [refused.name for refused in outcome.refused] == ["estimate:a"]


def test_every_table_stands_in_one_attack_at_least_when_there_are_too_many_unknowns_for_one() -> None:
    tables = tuple(
        table(f"estimate:{name}", share({name: "0"}, 400, 100), share({name: "1"}, 300, 90))
        for name in "abcd"
    )
    sets = list(fights(tables, (), Limits(most_unknowns=30)))
    assert len(sets) > 1
    assert {one.table.name for fight in sets for one in fight.cells} == {one.name for one in tables}
    assert all(fight.space.size <= 30 for fight in sets)
    assert len(list(fights(tables, (), Limits()))) == 1


def test_a_review_of_published_data_loads_no_numerics() -> None:
    script = (
        "import sys\n"
        "from handrail.disclosure import Ledger, review\n"
        "from handrail.values import Cell, Table\n"
        "cells = (Cell({}, None, 7, 3, {'estimate': 0.4}),)\n"
        "review([Table('estimate:a', 'T', 'share', (), cells, 's', 'v', public_use=True)], [], Ledger())\n"
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_released_tables_carry_nothing_that_is_for_disclosure_control_alone() -> None:
    facets = {"age": Facet("age", {"24": frozenset({"24"})})}
    mean = Cell({}, None, 200, None, {"estimate": 3.0}, largest=(0.05, 0.04))
    one = replace(
        table("estimate:a", mean, facets=facets, domain={"age": ("24",)}, revision=4),
        measure="mean",
        judged=(Cell({}, None, 200, 100, {}),),
    )
    outcome = review([one], [], Ledger())
    released = outcome.released.tables["estimate:a"]
    assert (dict(released.facets), dict(released.domain), released.judged, released.fit) == ({}, {}, (), None)
    assert released.cells[0].largest is None
    assert released.revision == 0
    (kept,) = outcome.remembered
    assert (dict(kept.facets), dict(kept.domain), kept.revision) == (facets, {"age": ("24",)}, 4)
    assert kept.cells[0].largest is None
