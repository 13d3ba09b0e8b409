"""A coder's file moves along with the transcripts that it is about."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.interviews import (
    Code,
    Codebook,
    Coding,
    Decision,
    decisions_text,
    place_codings,
    read_codings,
    read_transcript,
)
from handrail.interviews.coding_blocks import coding_block
from handrail.study.identifiers import Desk, lay_out
from handrail.study.pseudonymised_files import write_pseudonymised
from handrail.values import DataError

runner = CliRunner()
DAY = date(2026, 5, 1)
BOOK = Codebook((Code("luck", "…"), Code("talk", "…")))
RAW = "Interviewer: Who taught you?\nTadhg: I learned it from Ngozi Okonkwo, by luck. Ngozi's team did.\n"
CODINGS = """coder = "AB"

[[coding]]
id = "tadhg-1"
document = "tadhg_kerbrat.txt"
code = "luck"
quotation = "by luck"
memo = "Ask Ngozi again."
flags = ["third-party"]
[coding.approval]
by = "CD"
on = 2026-05-02
recognisable = false
third_party = false
operational_tactic = false

[[coding]]
id = "p01-2"
document = "tadhg_kerbrat.txt"
code = "talk"
quotation = "from Ngozi Okonkwo, by"
[coding.approval]
by = "CD"
on = 2026-05-02
recognisable = false
third_party = false
operational_tactic = false
"""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("HANDRAIL_PSEUDONYM_KEY", "four words or more")
    monkeypatch.chdir(tmp_path)
    Path("tadhg_kerbrat.txt").write_text(RAW, "utf-8")
    Path("codings-ab.toml").write_text(CODINGS, "utf-8")
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = runner.invoke(app, ["interviews", "identifiers", *words])
    return done.exit_code, done.stdout + done.stderr


def accept_all(desk: Desk) -> tuple[Decision, ...]:
    return tuple(Decision(one.kind, one.words, "accept", one.suggestion, "AB", DAY) for one in desk.items())


def test_positions_move_quotations_and_memos_are_replaced_and_other_words_lose_their_approval(
    folder: Path,
) -> None:
    given = ("tadhg_kerbrat.txt", "--codings", "codings-ab.toml")
    counts = json.loads(run(*given, "--json")[1])
    assert [row["document"] for row in counts["transcripts"]] == ["tadhg_kerbrat.txt", "codings-ab.toml"]
    assert run(*given, "--to", "out")[0] == 12
    desk = lay_out([Path("tadhg_kerbrat.txt")], codings=[Path("codings-ab.toml")])
    Path("d.toml").write_text(decisions_text(accept_all(desk)), "utf-8")
    code, said = run(*given, "--decisions", "d.toml", "--to", "out")
    assert code == 0, said
    assert "Approvals that went, for the words are others now: 1." in said
    written = Path("out/codings-ab.toml")
    assert not any(name in written.read_text("utf-8").casefold() for name in ("tadhg", "ngozi", "okonkwo"))
    transcript = read_transcript(Path("out/interview-01.txt"))
    placed = place_codings([read_codings(written)], {"interview-01.txt": transcript}, BOOK)
    assert [(one.name, one.quotation, one.memo, one.coder) for one in placed] == [
        ("Name-1-1", "by luck", "Ask [Name 2] again.", "AB"),
        ("p01-2", "from [Name 2], by", "", "AB"),
    ]
    assert placed[0].flags == ("third-party",)
    assert [one.approval is None for one in placed] == [False, True]


def test_a_name_in_a_memo_alone_blocks_what_leaves(folder: Path) -> None:
    Path("plain.txt").write_text("P01: It was by luck.\n", "utf-8")
    Path("c.toml").write_text(
        'coder = "AB"\n[[coding]]\nid = "p01-1"\ndocument = "plain.txt"\ncode = "luck"\n'
        'quotation = "by luck"\nmemo = "Ask Delyth."\n',
        "utf-8",
    )
    assert run("plain.txt", "--to", "one")[0] == 0
    assert run("plain.txt", "--codings", "c.toml", "--to", "two")[0] == 12


def test_a_quotation_that_does_not_stand_there_and_a_transcript_that_was_not_given_are_told(
    folder: Path,
) -> None:
    Path("codings-ab.toml").write_text(CODINGS.replace("by luck", "by chance"), "utf-8")
    code, said = run("tadhg_kerbrat.txt", "--codings", "codings-ab.toml")
    assert (code, "exactly as quoted" in said, "Ngozi" in said) == (11, True, False)
    Path("p02.txt").write_text("P02: Yes.\n", "utf-8")
    assert run("p02.txt", "--codings", "codings-ab.toml")[0] == 11


def test_a_code_is_not_renamed_in_one_file_alone(folder: Path) -> None:
    Path("codings-ab.toml").write_text(CODINGS.replace('"luck"', '"as Ngozi says"'), "utf-8")
    desk = lay_out([Path("tadhg_kerbrat.txt")], codings=[Path("codings-ab.toml")])
    with pytest.raises(DataError, match="in every coder's file at once") as caught:
        write_pseudonymised(replace(desk, decisions=accept_all(desk)), folder / "out")
    assert "Ngozi" not in str(caught.value)
    assert not Path("out").exists()


PARTS = st.sampled_from(
    ["Tadhg", "Ngozi Okonkwo", "tadhg_k@north.example.org", " ", "So ", "\n", "🙂", "👩🏽‍🚒", "e\u0301",
     "שלום", "\u202b", "by luck. ", "P01: ", "Tadhg: ", "met "]
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS, max_size=25).map("".join), st.sampled_from(["txt", "vtt"]), st.data())
def test_any_coding_stands_in_the_pseudonymised_transcript(
    text: str, ending: str, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        raw, coded, out = Path(name) / f"p01.{ending}", Path(name) / "codings-ab.toml", Path(name) / "out"
        if ending == "txt":
            raw.write_text(f"P01: Yes. {text}", "utf-8")
        else:
            cues = [line.strip() for line in text.split("\n") if line.strip()]
            said = "".join(
                f"\n00:0{i % 10}.000 --> 00:0{i % 10}.500\n<v {'Tadhg' if i % 2 else 'Ngozi'}>{line}\n"
                for i, line in enumerate(["Yes.", *cues])
            )
            raw.write_text(f"WEBVTT\n{said}", "utf-8")
        transcript = read_transcript(raw)
        codings = []
        for i in range(data.draw(st.integers(0, 5))):
            start = data.draw(st.integers(0, len(transcript.text) - 1))
            end = data.draw(st.integers(start + 1, len(transcript.text)))
            words = transcript.text[start:end]
            if words.strip():
                codings.append(Coding(f"p01-{i}", raw.name, start, end, words, "luck", "AB"))
        coded.write_text('coder = "AB"\n' + "\n".join(map(coding_block, codings)), "utf-8")
        desk = lay_out([raw], codings=[coded])
        desk = replace(desk, decisions=accept_all(desk))
        write_pseudonymised(desk, out)
        new = read_transcript(out / "p01.txt")
        placed = place_codings([read_codings(out / coded.name)], {"p01.txt": new}, BOOK)
    stands = {one.words.casefold(): one.replacement[1:-1] for one in desk.decisions}
    labelled = desk.texts[raw.name]
    assert [one.name for one in placed] == [one.name for one in codings]
    for old, again in zip(codings, placed, strict=True):
        start = in_labelled(transcript.text, labelled, old.start)
        end = in_labelled(transcript.text, labelled, old.end - 1) + 1
        touched = [one for one in desk.candidates[raw.name] if one.start < end and start < one.end]
        for one in touched:
            assert stands[labelled[one.start : one.end].casefold()] in again.quotation
        if not touched:
            assert again.quotation == labelled[start:end]


def in_labelled(text: str, labelled: str, at: int) -> int:
    """Return where a character stands once lines have labels before them, line by line."""
    line = text.count("\n", 0, at)
    plain, more = text.split("\n")[line], labelled.split("\n")[line]
    assert more.endswith(plain)
    column = at - len("\n".join(text.split("\n")[:line])) - bool(line)
    before = sum(len(one) + 1 for one in labelled.split("\n")[:line])
    return before + len(more) - len(plain) + column
