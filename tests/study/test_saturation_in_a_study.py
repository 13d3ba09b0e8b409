"""New codes through the study: planned, printed, computed again when it must be; and a reflexive account."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import TODAY

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.study.check import check_study
from handrail.study.saturations import follow_study
from handrail.study.withdrawal.withdraw import withdraw_from_study

Builder = Callable[..., BuildReport]
STEP = "saturation:professionals"
POWER = (
    "positionality = 'We once worked on a helpline.'\n"
    "information_power = { aim = 'Narrow.', specificity = 'Dense.', theory = 'Routine activity.', "
    "dialogue = 'Strong.', analysis = 'Across cases.' }"
)
MEMO = "The third talk made me doubt the first code."


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def planned(thin_folder: Path) -> Path:
    settings = "saturation = { base = 2, run = 1, threshold = 0.1 }"
    edit(thin_folder / "study.toml", 'approach = "codebook"', f'approach = "codebook"\n{settings}')
    return thin_folder


@pytest.fixture
def reflexive(thin_folder: Path) -> Path:
    edit(thin_folder / "study.toml", 'approach = "codebook"', f'approach = "reflexive"\n{POWER}')
    return thin_folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"outputs/tables/{name}.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def page(folder: Path) -> str:
    return re.sub(r"\s+", " ", (folder / "outputs/guideline.html").read_text("utf-8"))


def test_it_is_computed_only_where_it_is_planned(thin_folder: Path, build: Builder) -> None:
    assert STEP not in build(thin_folder).ran
    assert "Saturation was not planned." in page(thin_folder)
    assert "New codes, and saturation" not in page(thin_folder)


def test_it_is_printed_and_never_said_to_be_reached(planned: Path, build: Builder) -> None:
    assert STEP in build(planned).ran
    assert build(planned).ran == []
    (point,) = rows(planned, "saturation-professionals")
    assert (point["n"], point["withheld"]) == ("3", "")
    assert int(point["codes"]) >= int(point["base_codes"]) > 0
    curve = rows(planned, "saturation-professionals.curve")
    assert [row["interviews"] for row in curve] == ["3 interviews"]
    assert float(curve[0]["estimate"]) == float(point["codes"])
    said = page(planned)
    assert "under this codebook" in said
    assert "Saturation was not planned." not in said
    assert not re.search(r"saturat\w+ (was |is )?reached", said, re.IGNORECASE)


def test_a_code_that_is_new_in_an_interview_is_followed_anew_and_a_memo_is_not(
    planned: Path, build: Builder
) -> None:
    build(planned)
    memo = 'memo = "What the participant proposes, not what exists."'
    edit(planned / "sources/codings-ab.toml", memo, 'memo = "A proposal."')
    assert STEP not in build(planned).ran
    # The topic itself is a code that this interview did not have.
    edit(planned / "sources/codings-cd.toml", 'code = "no answer to reports"', 'code = "reporting"')
    assert STEP in build(planned).ran


def test_too_few_interviews_stop_the_build_with_the_rule(planned: Path, build: Builder) -> None:
    edit(planned / "study.toml", "base = 2, run = 1", "base = 4, run = 2")
    report = build(planned)
    assert STEP in report.failed
    assert "at least 6 coded interviews of a group (base 4 and run 2); received: 3" in str(report.error)


def test_groups_are_the_participants_levels(planned: Path, build: Builder) -> None:
    edit(planned / "study.toml", "threshold = 0.1", 'threshold = 0.1, group = "sector"')
    report = build(planned)
    assert report.error is not None
    assert {one.received for one in report.error.problems} == {
        f"fewer than 3 coded interviews at '{sector}' of 'sector'"
        for sector in ("industry", "policing", "third sector")
    }


def test_the_order_is_the_plan_s(planned: Path, build: Builder) -> None:
    names = ["interview-p03.srt", "interview-p02.md", "interview-p01.txt"]
    edit(planned / "study.toml", "threshold = 0.1", f"threshold = 0.1, order = {names}")
    assert build(planned).error is None
    assert follow_study(planned, prompt=None).groups[0].interviews == tuple(names)
    edit(planned / "study.toml", f"order = {names}", f"order = {names[::-1]}")
    assert STEP in build(planned).ran
    assert follow_study(planned, prompt=None).groups[0].interviews == tuple(names[::-1])
    edit(planned / "study.toml", "interview-p02.md", "interview-p2.md")
    assert "did you mean 'interview-p02.md'" in str(build(planned).error)


def test_a_reflexive_account_takes_the_place_of_checks(reflexive: Path, build: Builder) -> None:
    warnings = [str(one) for one in check_study(reflexive).warnings]
    assert any("keeps dated memos" in one for one in warnings)
    edit(reflexive / "study.toml", 'approach = "reflexive"', 'approach = "reflexive"\nmemos = "memos.toml"')
    memo = '[[memo]]\non = {}\nby = "{}"\ntext = "{}"\n'
    text = memo.format("2026-03-02", "AB", MEMO) + memo.format("2026-02-01", "CD", "One theme, or two?")
    (reflexive / "sources/memos.toml").write_text(text, "utf-8")
    report = build(reflexive)
    assert report.error is None, report.error
    said = page(reflexive)
    for words in (
        "not applicable under a reflexive approach; they are not missing.",
        "We once worked on a helpline.",
        "Use of established theory",
        "Routine activity.",
        "2 memos by 2 researchers (1 February 2026 to 2 March 2026) are kept with the study.",
        "How the themes came about",
    ):
        assert words in said, words
    assert MEMO not in said
    with Store.open(reflexive, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        assert MEMO not in repr([*store.results(), *store.themes("professionals")])
    out_of_reach = withdraw_from_study(reflexive, "P01", today=TODAY).out_of_reach
    assert any(one.startswith("The team's memos (memos.toml)") for one in out_of_reach)
    assert not any("keeps dated memos" in str(one) for one in check_study(reflexive).warnings)


def test_a_memo_more_and_a_change_of_history_are_printed_anew(reflexive: Path, build: Builder) -> None:
    build(reflexive)
    themes = reflexive / "sources/themes.toml"
    text = themes.read_text("utf-8")
    first = text.index("[[theme]]")
    second = text.find("[[theme]]", first + 1)
    added = '\n[[theme.history]]\non = 2026-06-30\nnote = "Renamed after the third reading."\n\n'
    end = len(text) if second < 0 else second
    themes.write_text(text[:end] + added + text[end:], "utf-8")
    assert "documents" in build(reflexive).ran
    assert "Renamed after the third reading." in page(reflexive)


def test_a_participant_s_words_do_not_leave_through_a_theme_s_history(
    reflexive: Path, build: Builder
) -> None:
    said = next(
        line.partition(": ")[2]
        for line in (reflexive / "sources/interview-p01.txt").read_text("utf-8").splitlines()
        if len(line.split()) > 25 and not line.startswith("Interviewer")
    )
    quoted = " ".join(said.replace('"', "").split()[:20])
    themes = reflexive / "sources/themes.toml"
    text = themes.read_text("utf-8")
    themes.write_text(f'{text}\n[[theme.history]]\non = 2026-06-30\nnote = "{quoted}"\n', "utf-8")
    report = build_error(build, reflexive)
    assert "words in a row from a transcript" in report
    assert quoted not in report


def build_error(build: Builder, folder: Path) -> str:
    report = build(folder)
    assert report.error is not None
    return str(report.error)
