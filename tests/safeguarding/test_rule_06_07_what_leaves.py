"""Rules 6 and 7: the smallest cell, and quotations, through a whole build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import rows, write_rows
from test_export_attempts import approve, edit, quotations_of, written

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.values import PlanError

Builder = Callable[..., BuildReport]


def answered(folder: Path, women: int, yes: int) -> None:
    """Write 120 respondents: so many women, of whom so many say yes; every third man says yes."""
    values = rows()
    for number, row in enumerate(values):
        row[2] = 1 if number < women else 2
        row[1] = (1 if number < yes else 2) if number < women else 1 + (number % 3 != 0)
    write_rows(folder, values)


def cells(folder: Path) -> dict[str, dict[str, object]]:
    [result] = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    return {cell["group"].get("sex", "All"): cell for cell in result["table"]}


@pytest.mark.parametrize(
    ("women", "yes", "leaves"),
    [(40, 10, True), (40, 9, False), (40, 30, True), (40, 31, False), (9, 4, False)],
)
def test_rule_6_a_cell_of_fewer_than_ten_or_with_such_a_complement_leaves_without_a_number(
    small: Path, build: Builder, women: int, yes: int, leaves: bool
) -> None:
    answered(small, women, yes)
    build(small)
    found = cells(small)
    assert (found["Female"]["withheld"] is None) == leaves
    assert ("estimate" in found["Female"] and found["Female"]["estimate"] is not None) == leaves
    # Men and everyone together would give the women back by subtraction.
    assert leaves or found["All"]["withheld"] or found["Male"]["withheld"]


def test_rule_6_lowering_the_limit_needs_a_reason_and_is_logged_and_printed(
    small: Path, build: Builder
) -> None:
    answered(small, 40, 7)
    plan = small / "study.toml"
    edit(plan, ("[[analysis]]", "[disclosure]\nsmallest_cell = 5\n[[analysis]]"))
    with pytest.raises(PlanError, match="needs a reason"):
        build(small)
    edit(
        plan,
        ("smallest_cell = 5", 'smallest_cell = 5\nreason = "A small country, agreed with the committee."'),
    )
    build(small)
    assert cells(small)["Female"]["withheld"] is None
    with Store.open(small, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        [logged] = [entry for entry in store.audit_entries() if entry.action == "smallest-cell-lowered"]
    assert logged.facts["reason"] == "A small country, agreed with the committee."
    assert logged.facts["second_person"] == "self-checked"
    page = (small / "outputs/guideline.html").read_text("utf-8")
    assert "A small country, agreed with the committee." in page
    assert "self-checked" in page


def test_rule_7_only_approved_passages_within_consent_and_shared_by_three_are_printed(
    built_demonstration: Path,
) -> None:
    with Store.open(built_demonstration, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        codings = store.codings()
        left = {entry.name for entry in store.ledger() if entry.kind == "quotation"}
    page = " ".join(written(built_demonstration).split())
    shown = [one for one in codings if f"passage:{one.id}" in left]
    kept = [one for one in codings if f"passage:{one.id}" not in left]
    assert len(shown) > 3
    assert len(kept) > 10
    assert all(one.approval is not None for one in shown)
    assert not [
        one for one in shown if {"operational", "third-party", "possible-current-harm"} & set(one.flags)
    ]
    printed = {" ".join(one.quotation.split()) for one in shown}
    assert all(words in page for words in printed)
    for one in kept:
        words = " ".join(one.quotation.split())
        if not any(words in other for other in printed):
            assert words not in page, one.name


def test_rule_7_a_quotation_taken_back_is_gone_at_the_next_build(thin_built: Path, build: Builder) -> None:
    name = "ab-p01-first-half-hour"
    words = quotations_of(thin_built)[name]
    assert words in written(thin_built)
    edit(
        thin_built / "sources/participants.csv",
        ("yes,attributed,yes,yes,policing", "yes,none,yes,yes,policing"),
    )
    report = build(thin_built)
    assert any(name in line and "within its consent" in line for line in report.refusals)
    assert words not in written(thin_built)


def test_rule_7_no_label_of_a_single_participant_stands_beside_words(
    thin_folder: Path, build: Builder
) -> None:
    approve(thin_folder, "ab-p01-first-half-hour", '"country"')
    report = build(thin_folder)
    assert any("at least 3 participants share what is shown" in line for line in report.refusals)
    assert quotations_of(thin_folder)["ab-p01-first-half-hour"] not in written(thin_folder)


def test_rule_7_no_output_shows_a_participant_s_name_or_an_unreleased_sentence(thin_built: Path) -> None:
    with Store.open(thin_built, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        codings = store.codings()
        released = {entry.name for entry in store.ledger() if entry.kind == "quotation"}
        audit = json.dumps([[entry.action, dict(entry.facts)] for entry in store.audit_entries()])
    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    written = page + (thin_built / "outputs/results.json").read_text("utf-8")
    shown = {coding.quotation for coding in codings if f"passage:{coding.id}" in released}
    hidden = {coding.quotation for coding in codings} - shown
    assert shown
    assert hidden
    for words in hidden:
        if not any(words in other for other in shown):
            assert words not in written
    for coding in codings:
        assert coding.quotation not in audit
    for name in ("P01", "P02", "P03", "interview-p01"):
        assert name not in written
