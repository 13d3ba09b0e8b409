"""The framework matrix: the researcher's summaries, the passages beneath them, and what moved since."""

import errno
import os
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_files import SECRET

from handrail.interviews import (
    Summary,
    as_decided,
    framework_matrix,
    read_framework,
    write_framework,
)
from handrail.interviews.framework import record_states, state_of
from handrail.interviews.project import Case, Document, ProjectCode, ProjectCoding, RefiProject, Span
from handrail.values import DataError, DiskFull

TEXT = "We learned by luck. The aims were clear. Luck again."


def coding(name: str, words: str, code: str) -> ProjectCoding:
    start = TEXT.index(words)
    return ProjectCoding(name, "d", start, start + len(words), words, code, "AB")


PROJECT = RefiProject(
    "p",
    (Document("d", TEXT), Document("e", "Nothing.")),
    (),
    (ProjectCode("training", ""), ProjectCode("by luck", "", "training"), ProjectCode("aims", "")),
    (
        coding("c3", "Luck again", "by luck"),
        coding("c1", "learned", "training"),
        coding("c2", "aims", "aims"),
    ),
    cases=(Case("Pat", documents=("d",)), Case("Quinn", spans=(Span("e", 0, 7),))),
)
TOLD = Summary("Pat", "training", "Learns by chance.", ("c1", "c3"), "AB", date(2026, 5, 1), line=3)


def test_each_cell_has_its_passages_and_says_what_it_waits_for() -> None:
    found = framework_matrix(PROJECT, ["training", "aims"], summaries=[TOLD])
    assert (found.cases, found.codes) == (("Pat", "Quinn"), ("training", "aims"))
    assert found.cell("Pat", "training").passages == ("c1", "c3")
    states = {(one.case, one.code): one.state for one in found.cells}
    assert states == {
        ("Pat", "training"): "written",
        ("Pat", "aims"): "open",
        ("Quinn", "training"): "empty",
        ("Quinn", "aims"): "empty",
    }
    assert [one.code for one in found.of_state("open")] == ["aims"]
    assert found.sheet().rows == (
        ("Pat", "Learns by chance. [c1, c3]", "(1 passage, no summary yet)"),
        ("Quinn", "", ""),
    )
    assert [row[:4] for row in found.list_sheet().rows] == [
        ("Pat", "training", "written", 2),
        ("Pat", "aims", "open", 1),
    ]


def test_a_summary_is_stale_when_the_words_beneath_it_changed_or_are_gone() -> None:
    now = framework_matrix(PROJECT, ["training"], summaries=[TOLD]).cell("Pat", "training").now
    assert now == state_of({"c1": "learned", "c3": "Luck again"})
    recorded = replace(TOLD, state=now)
    assert framework_matrix(PROJECT, ["training"], summaries=[recorded]).cells[0].state == "written"
    moved = [replace(one, quotation="learnt") if one.name == "c1" else one for one in PROJECT.codings]
    other = replace(PROJECT, codings=tuple(moved))
    assert framework_matrix(other, ["training"], summaries=[recorded]).cells[0].state == "stale"
    assert "(stale: its passages changed)" in str(
        framework_matrix(other, ["training"], summaries=[recorded]).sheet().rows[0][1]
    )
    less = replace(PROJECT, codings=tuple(one for one in PROJECT.codings if one.name != "c3"))
    cell = framework_matrix(less, ["training"], summaries=[recorded]).cells[0]
    assert (cell.state, cell.gone) == ("stale", ("c3",))


def test_a_summary_is_stale_when_the_team_decided_about_a_passage_beneath_it() -> None:
    settled = replace(PROJECT, settled=frozenset({"c3"}))
    # As long as the coding itself is read, nothing is gone.
    assert framework_matrix(settled, ["training"], summaries=[TOLD]).cells[0].state == "written"
    cell = framework_matrix(as_decided(settled), ["training"], summaries=[TOLD]).cells[0]
    assert (cell.state, cell.gone) == ("stale", ("c3",))
    less = replace(PROJECT, codings=tuple(one for one in PROJECT.codings if one.name != "c3"))
    with pytest.raises(DataError, match="a summary rests on codings"):
        framework_matrix(less, ["training"], summaries=[TOLD])


def test_passages_that_a_summary_does_not_name_are_listed() -> None:
    cell = framework_matrix(PROJECT, ["training"], summaries=[replace(TOLD, passages=("c1",))]).cells[0]
    assert (cell.state, cell.unused) == ("written", ("c3",))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            {"case": "Pta"},
            "framework.toml:3: a summary's case is one of the project's; received: an entry that breaks it",
        ),
        ({"code": "trainin"}, "a summary's code is one of the project's"),
        (
            {"passages": ("c1", "c9")},
            "a summary rests on codings; received: an entry that breaks it, on line 3",
        ),
        ({"case": "Quinn"}, "a summary rests on passages of its own case"),
    ],
)
def test_what_a_summary_names_must_exist(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(DataError) as refused:
        framework_matrix(PROJECT, ["training"], summaries=[replace(TOLD, **wrong)], file="framework.toml")  # type: ignore[arg-type]
    assert words in str(refused.value)
    assert "Learns by chance" not in str(refused.value)


def test_after_a_withdrawal_each_rule_is_told_once_with_lines_and_no_id() -> None:
    told = [replace(TOLD, case="Kim", passages=("kim-was-hit", "kim-left"), line=at) for at in (3, 12, 20)]
    told += [replace(TOLD, passages=("pat-was-hit",), line=31)]
    with pytest.raises(DataError) as refused:
        framework_matrix(PROJECT, ["training"], summaries=told, file="framework.toml")
    assert [(one.file, one.line) for one in refused.value.problems] == [
        ("framework.toml", 3),
        ("framework.toml", 31),
    ]
    assert "3 entries that break it, on lines 3, 12, 20; " in str(refused.value)
    assert "was-hit" not in str(refused.value)
    assert "Kim" not in str(refused.value)


def test_unknown_rows_and_columns_are_refused() -> None:
    with pytest.raises(DataError, match="a code is one of the project's"):
        framework_matrix(PROJECT, ["x"])
    with pytest.raises(DataError, match="a case is one of the project's"):
        framework_matrix(PROJECT, ["aims"], ["x"])
    with pytest.raises(DataError, match="column of the matrix"):
        framework_matrix(PROJECT, ["aims"]).cell("Pat", "training")


# ---- the file --------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda one: one.strip() != "")
SUMMARIES = st.lists(
    st.builds(
        Summary,
        NAMES,
        NAMES,
        NAMES.map(str.strip),
        st.lists(NAMES, min_size=1).map(tuple),
        NAMES,
        st.dates(),
        st.sampled_from(["", "0a1b"]),
    ),
    unique_by=lambda one: (one.case, one.code),
    max_size=3,
)


@settings(deadline=None)  # the disk answers when it can
@given(SUMMARIES)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, summaries: list[Summary]
) -> None:
    file = tmp_path_factory.mktemp("framework") / "framework.toml"
    write_framework(summaries, file)
    assert read_framework(file) == tuple(summaries)


FILE = f"""# what we think
[[summary]]
case = "Pat"
code = "training"
summary = "{SECRET}"
passages = ["c1"]
by = "AB"
on = 2026-05-01
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            FILE + FILE,
            "framework.toml:10: a cell has one summary; received: 'Pat' and 'training' also on line 2",
        ),
        (FILE.replace('["c1"]', "[]"), "framework.toml:2: a summary rests on passages"),
        (FILE.replace("by =", "bye ="), "framework.toml:7: a summary has known keys"),
        (FILE.replace("on = 2026-05-01\n", ""), "a summary has 'on'"),
        (FILE.replace("2026-05-01", '"May"'), "'on' of a summary is a date"),
    ],
)
def test_a_file_that_breaks_a_rule_says_where(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "framework.toml"
    file.write_text(text)
    with pytest.raises(DataError) as refused:
        read_framework(file)
    assert words in str(refused.value)
    assert SECRET not in str(refused.value)


def test_states_are_recorded_once_and_leave_the_rest_of_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "framework.toml"
    second = FILE.replace('"training"', '"aims"').replace("# what we think\n", "# and here\n")
    file.write_bytes((FILE + second).replace("\n", "\r\n").encode())
    assert record_states(file, {("Pat", "training"): "00ff"}) == 1
    assert [one.state for one in read_framework(file)] == ["00ff", ""]
    assert record_states(file, {("Pat", "training"): "11ff", ("Pat", "aims"): "22ff"}) == 1
    assert [one.state for one in read_framework(file)] == ["00ff", "22ff"]
    without = [line for line in file.read_bytes().decode().split("\r\n") if not line.startswith("state")]
    assert "\n".join(without) == FILE + second


def test_a_full_disk_leaves_the_summaries_as_they_were_and_a_rewrite_keeps_their_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "framework.toml"
    write_framework([TOLD], path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    before, states = path.read_bytes(), {("Pat", "training"): "00ff"}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull):
            record_states(path, states)
        with pytest.raises(DiskFull):
            write_framework([], path)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (before, ["framework.toml"])
    assert record_states(path, states) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert read_framework(path)[0].state == "00ff"
