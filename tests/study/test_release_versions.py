"""What leaves is judged with all that left: differences of tables, and of versions of one table."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_study import PLAN, rows, write_rows

from handrail.disclosure.equations import ROUNDED
from handrail.disclosure.versions import STANDS
from handrail.store import DEMONSTRATION_PASSPHRASE, LedgerRecord, Store
from handrail.study.attack import attack_study
from handrail.study.build import BuildReport
from handrail.values import StoreError

Builder = Callable[..., BuildReport]

GROUP = """
[[survey.variable]]
name = "group"
from = "q3"
label = "Group"
categories = { "1" = "A", "2" = "B", "3" = "C" }
"""
HEADER = "respondent,q1,q2,stratum,cluster,q3"
SEXES = 'categories = { "1" = "Female", "2" = "Male" }'


def analysis(name: str, more: str) -> str:
    return f"""
[[analysis]]
id = "{name}"
title = "Contact, {name}"
survey = "adults"
measure = "proportion"
variable = "contact"
{more}
"""


def plan(folder: Path, *analyses: str, sexes: str = SEXES, head: str = "") -> None:
    before, _ = PLAN.replace(SEXES, sexes).split("[[analysis]]")
    before = before.replace("[[survey]]", f"{head}\n[[survey]]", 1)
    (folder / "study.toml").write_text(before + GROUP + "".join(analyses), "utf-8")


def people(n: int = 150, **few: int) -> list[list[object]]:
    """Return respondents; q3 is 1 or 2, and 3 for the last ``c``; q2 is 3 for the last ``another``."""
    listed = [[*row, 1 + i // 2 % 2] for i, row in enumerate(rows(n))]
    for i, row in enumerate(listed):
        if i >= n - few.get("c", 0):
            row[5] = 3
        if i >= n - few.get("another", 0):
            row[2] = 3
    return listed


def result(folder: Path, name: str) -> dict[str, Any]:
    found = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    return next(one for one in found if one["id"] == f"estimate:{name}")


def numbers(folder: Path, name: str) -> list[tuple[object, object]]:
    return [(cell["n"], cell.get("estimate")) for cell in result(folder, name)["table"]]


def whole(folder: Path, name: str) -> dict[str, Any]:
    return next(cell for cell in result(folder, name)["table"] if not cell["group"])


def ledger(folder: Path) -> tuple[LedgerRecord, ...]:
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        return store.ledger()


def audit(folder: Path) -> list[str]:
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        store.verify_audit()
        return [f"{entry.action} {entry.facts}" for entry in store.audit_entries()]


# -- one release -----------------------------------------------------------------------------------


def test_of_two_restricted_tables_that_differ_by_few_people_one_is_withheld(
    small: Path, build: Builder
) -> None:
    plan(
        small,
        analysis("all-groups", 'where = { group = ["A", "B", "C"] }'),
        analysis("two-groups", 'where = { group = ["A", "B"] }'),
    )
    write_rows(small, people(c=6), HEADER)
    report = build(small)
    assert report.error is None
    shown = [name for name in ("all-groups", "two-groups") if not whole(small, name)["withheld"]]
    assert len(shown) == 1
    assert any("with the other tables it would show fewer than 10" in one for one in report.refusals)
    assert not attack_study(small, prompt=None).exposures


def test_two_restricted_tables_that_differ_by_many_people_both_leave(small: Path, build: Builder) -> None:
    plan(
        small,
        analysis("all-groups", 'where = { group = ["A", "B", "C"] }'),
        analysis("two-groups", 'where = { group = ["A", "B"] }'),
    )
    write_rows(small, people(c=50), HEADER)
    assert not build(small).refusals
    assert [whole(small, name)["n"] for name in ("all-groups", "two-groups")] == [150, 100]


def test_a_total_that_another_grouping_rebuilds_does_not_give_a_small_group_back(
    small: Path, build: Builder
) -> None:
    sexes = 'categories = { "1" = "Female", "2" = "Male", "3" = "Another" }'
    plan(small, analysis("by-sex", 'by = ["sex"]'), analysis("by-group", 'by = ["group"]'), sexes=sexes)
    write_rows(small, people(another=6), HEADER)
    assert build(small).error is None
    by_sex = {cell["group"].get("sex", ""): cell["withheld"] for cell in result(small, "by-sex")["table"]}
    assert by_sex["Another"]
    assert by_sex[""]
    groups = [cell for cell in result(small, "by-group")["table"] if cell["group"]]
    # Were every group shown, their sum minus women and men would be the six others.
    assert any(cell["withheld"] for cell in groups) or any(by_sex[sex] for sex in ("Female", "Male")), (
        "the six can be reckoned"
    )
    found = attack_study(small, prompt=None)
    assert not found.exposures
    assert found.withheld


# -- a second release ------------------------------------------------------------------------------


def released_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "outputs/tables").glob("*.csv"))}


def test_after_one_row_left_the_earlier_version_stands_with_its_numbers_in_every_output(
    small: Path, build: Builder
) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    everybody = people()
    everybody[0][1] = 9  # one of them gave no answer
    write_rows(small, everybody, HEADER)
    assert build(small).error is None
    before, files = result(small, "by-sex"), released_files(small)
    assert before["base"]["n"] == 149
    assert before["left_out"] == [{"rows": "fewer than 10", "why": "no answer to 'contact'"}]

    write_rows(small, everybody[:-1], HEADER)
    report = build(small)
    assert report.error is None
    assert any("the earlier one stands" in one for one in report.refusals)
    after = result(small, "by-sex")
    assert after["notes"][-1] == STANDS
    assert {**after, "notes": before["notes"]} == before
    assert [
        row[:6] for row in csv.reader(released_files(small)["estimate-by-sex.csv"].decode().splitlines())
    ] == [row[:6] for row in csv.reader(files["estimate-by-sex.csv"].decode().splitlines())]
    page = (small / "outputs/guideline.html").read_text("utf-8")
    assert STANDS in page
    # The number of rows stands too: 150 and 149 would tell that one left.
    assert "150 respondents" in page
    assert "150 rows in the file" in page
    assert "149 respondents" not in page
    assert "149 in the result" in page
    assert attack_study(small, prompt=None).waiting == ("estimate:by-sex", "rows:adults")


def test_a_table_that_did_not_move_tells_neither_how_many_rows_there_are_now_nor_that_it_did_not_move(
    small: Path, build: Builder
) -> None:
    women = analysis("women", 'where = { sex = ["Female"] }')
    plan(small, analysis("by-sex", 'by = ["sex"]'), women)
    text = (small / "study.toml").read_text("utf-8")
    # Without clusters the degrees of freedom are the rows less one.
    (small / "study.toml").write_text(text.replace('clusters = "cluster"', ""), "utf-8")
    write_rows(small, people(), HEADER)
    assert build(small).error is None
    before = result(small, "women")
    assert people()[-1][2] == 2
    write_rows(small, people()[:-1], HEADER)
    assert build(small).error is None
    # Were it not noted here as well, the note beside "by-sex" would tell that a man went.
    assert result(small, "women") == {**before, "notes": [*before["notes"], STANDS]}
    assert STANDS in result(small, "by-sex")["notes"]
    assert "147 degrees" not in (small / "outputs/guideline.html").read_text("utf-8")


def test_what_stands_is_said_with_its_own_method_and_rules(small: Path, build: Builder) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    write_rows(small, people(), HEADER)
    build(small)
    text = (small / "study.toml").read_text("utf-8")
    write_rows(small, people()[:-1], HEADER)
    (small / "study.toml").write_text(
        text.replace('by = ["sex"]', 'by = ["sex"]\ninterval = "wilson"'), "utf-8"
    )
    build(small)
    standing = result(small, "by-sex")
    assert standing["notes"][-1] == STANDS
    assert standing["rules"]["interval"].startswith("logit")


def test_after_ten_rows_left_the_table_is_released_anew(small: Path, build: Builder) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    write_rows(small, people(), HEADER)
    build(small)
    for gone in range(1, 10):
        write_rows(small, people()[:-gone], HEADER)
        assert build(small).error is None
        assert whole(small, "by-sex")["n"] == 150
        if gone == 1:
            continue
    write_rows(small, people()[:-20], HEADER)
    assert build(small).error is None
    assert whole(small, "by-sex")["n"] == 130
    assert STANDS not in result(small, "by-sex")["notes"]
    assert not attack_study(small, prompt=None).waiting


def test_rounded_numbers_leave_where_the_plan_asks_for_them(small: Path, build: Builder) -> None:
    head = '[disclosure]\nafter_change = "round"\n'
    plan(small, analysis("by-sex", 'by = ["sex"]'), head=head)
    write_rows(small, people(), HEADER)
    build(small)
    exact = result(small, "by-sex")
    assert ROUNDED not in exact["notes"]
    write_rows(small, people()[:-1], HEADER)
    report = build(small)
    assert report.error is None
    after = result(small, "by-sex")
    assert after["notes"][-1] == ROUNDED
    assert all(cell["n"] % 5 == 0 for cell in after["table"])
    assert all(round(cell["estimate"], 2) == cell["estimate"] for cell in after["table"])
    assert after["base"] == {"n": 150, "weighted_n": None}
    assert after["left_out"] == []
    page = (small / "outputs/guideline.html").read_text("utf-8")
    assert not re.search(r"\b149\b(?!\.)", page)
    assert attack_study(small, prompt=None).rounded


def test_a_new_analysis_after_a_change_does_not_tell_who_left(small: Path, build: Builder) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    write_rows(small, people(), HEADER)
    build(small)
    # The same plan with one more analysis, whose total is the earlier one's but for one person.
    plan(small, analysis("by-sex", 'by = ["sex"]'), analysis("by-group", 'by = ["group"]'))
    write_rows(small, people()[:-1], HEADER)
    report = build(small)
    assert report.error is None
    assert whole(small, "by-group")["withheld"]
    assert any("by-group" in one and "too few respondents" in one for one in report.refusals)
    shown = [cell for cell in result(small, "by-group")["table"] if not cell["withheld"]]
    assert sum(cell["n"] for cell in shown if cell["group"]) != 149


def test_a_change_of_another_column_makes_nothing_wait_and_keeps_the_link(
    small: Path, build: Builder
) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    everybody = people(c=6)
    write_rows(small, everybody, HEADER)
    build(small)
    lines = len(ledger(small))
    for row in everybody:
        row[4] = 1 + (row[4] * 7 % 25)  # type: ignore[operator]
    everybody[0][5] = 2
    write_rows(small, everybody, HEADER)
    report = build(small)
    assert report.error is None
    assert not report.refusals
    assert STANDS not in result(small, "by-sex")["notes"]
    added = ledger(small)[lines:]
    assert [line.name for line in added] == ["estimate:by-sex", "rows:adults"]
    # The tables are the ones that left: their lines point to where they are kept.
    assert all("table" not in line.facts for line in added if line.name == "rows:adults")
    # A later table of the same respondents is still attacked with the earlier one.
    plan(small, analysis("two-groups", 'where = { group = ["A", "B"] }'))
    assert build(small).error is None
    assert whole(small, "two-groups")["withheld"]


# -- what is written -------------------------------------------------------------------------------


def test_a_build_that_changes_nothing_writes_nothing_and_refusals_are_logged_once(
    small: Path, build: Builder
) -> None:
    sexes = 'categories = { "1" = "Female", "2" = "Male", "3" = "Another" }'
    plan(small, analysis("by-sex", 'by = ["sex"]'), sexes=sexes)
    write_rows(small, people(another=6), HEADER)
    assert build(small).refusals
    left, logged = ledger(small), audit(small)
    build(small)
    assert (ledger(small), audit(small)) == (left, logged)
    text = (small / "study.toml").read_text("utf-8")
    (small / "study.toml").write_text(text.replace("A small study", "Another title"), "utf-8")
    assert build(small).refusals
    assert [line.facts for line in ledger(small)[len(left) :]] == [{}, {}]
    assert not [line for line in audit(small)[len(logged) :] if line.startswith("refused")]
    assert not any(sex in "".join(audit(small)) for sex in ("Female", "Male", "Another"))


def test_the_ledger_keeps_no_answer_that_only_a_respondent_gave(small: Path, build: Builder) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    text = (small / "study.toml").read_text("utf-8")
    hours = (
        GROUP.replace('name = "group"', 'name = "hours"').replace('"q3"', '"q4"').partition("categories")[0]
    )
    mean = analysis("hours", "").replace("proportion", "mean").replace('"contact"', '"hours"')
    head, _, rest = text.partition("[[analysis]]")
    (small / "study.toml").write_text(f"{head}{hours}\n[[analysis]]{rest}{mean}", "utf-8")
    answered = [[*row, 271828 + i % 7] for i, row in enumerate(people())]
    write_rows(small, answered, f"{HEADER},q4")
    assert build(small).error is None
    kept = json.dumps([line.facts for line in ledger(small)])
    assert "estimate:hours" in kept
    assert "27182" not in kept


def test_nothing_is_attacked_before_a_release(small: Path, build: Builder) -> None:
    with pytest.raises(StoreError):
        attack_study(small, prompt=None)


def test_a_public_use_file_leaves_a_line_and_no_cells(small: Path, build: Builder) -> None:
    plan(small, analysis("by-sex", 'by = ["sex"]'))
    text = (small / "study.toml").read_text("utf-8")
    declared = text.replace(
        'sample = "convenience"', 'sample = "convenience"\npublic_use = "published somewhere"'
    )
    (small / "study.toml").write_text(declared, "utf-8")
    write_rows(small, people(), HEADER)
    assert build(small).error is None
    assert [(line.name, set(line.facts)) for line in ledger(small)] == [
        ("estimate:by-sex", {"told", "public"}),
        ("rows:adults", {"public"}),
    ]
    assert attack_study(small, prompt=None).public == ("estimate:by-sex", "rows:adults")
