"""Raw transcripts in, a person's decisions, pseudonymised transcripts and an encrypted key out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.cli.interviews import identifiers as command
from handrail.interviews import read_transcript
from handrail.study.open_identifiers import open_in, read_kept

runner = CliRunner()
RAW = (
    "Interviewer: Who taught you?\n"
    "Tadhg: I learned it from Ngozi Okonkwo, in Totnes. Ngozi's course was good.\n"
    "Interviewer: And then?\n"
    "Tadhg: Write to ngozi.o@north.example.sch.uk, I'm 43.\n"
)
NAMES = ("Tadhg", "Ngozi", "Okonkwo", "Totnes", "ngozi.o")
DECISIONS = (
    '[[decision]]\nkind = "place"\nwords = "totnes"\nchoice = "replace"\nreplacement = "a town"\n'
    'by = "AB"\non = 2026-05-01\n'
)


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HANDRAIL_PSEUDONYM_KEY", "four words or more")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "tadhg_kerbrat.txt").write_text(RAW, "utf-8")


def run(*words: str, typed: str = "") -> tuple[int, str]:
    done = runner.invoke(app, ["interviews", "identifiers", *words], input=typed)
    return done.exit_code, done.stdout + done.stderr


def test_in_a_pipe_counts_are_shown_and_no_word_of_a_transcript() -> None:
    code, said = run("raw")
    assert (code, "7 open" in said) == (0, True)
    counts = json.loads(run("raw", "--json")[1])
    assert counts["open"] == 7
    assert counts["kinds"] == {"age": 1, "e-mail": 1, "person": 4, "place": 1}
    assert not any(name in said + json.dumps(counts) for name in NAMES)
    assert run("raw", "--decide")[0] == 2


def test_while_anything_is_open_nothing_is_written_and_the_exit_code_says_so() -> None:
    code, said = run("raw", "--to", "out")
    assert code == 12
    assert "open candidates in 1 transcript" in said
    assert not Path("out").exists()
    assert not Path("pseudonyms.key").exists()
    assert not any(name in said for name in NAMES)


def test_a_person_decides_and_what_is_written_reads_as_the_same_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "_words_may_show", lambda: True)
    Path("d.toml").write_text(DECISIONS, "utf-8")
    # Tadhg, after a slip of the key; Ngozi Okonkwo and with her Ngozi; the e-mail address; the age.
    code, said = run(
        "raw",
        "--decide",
        "--by",
        "AB",
        "--decisions",
        "d.toml",
        "--to",
        "out",
        typed="x\na\nA\nr\nan address\nk\n",
    )
    assert code == 0, said
    assert ">>Tadhg<<" in said
    [written] = Path("out").glob("*.txt")
    assert written.name == "interview-01.txt"
    assert written.read_text("utf-8") == (
        "Interviewer: Who taught you?\n"
        "Name 1: I learned it from [Name 2], in a town. [Name 2]'s course was good.\n"
        "Interviewer: And then?\n"
        "Name 1: Write to an address, I'm 43.\n"
    )
    raw, new = read_transcript(Path("raw/tadhg_kerbrat.txt")), read_transcript(written)
    assert [turn.speaker for turn in new.turns] == ["Interviewer", "Name 1"] * 2
    assert len(new.turns) == len(raw.turns)
    assert not any(name.encode() in Path("pseudonyms.key").read_bytes() for name in NAMES)
    # The next transcript of the study: the same person, the same number, without being asked again.
    Path("more").mkdir()
    Path("more/p02.txt").write_text("P02: It was Ngozi Okonkwo.\n", "utf-8")
    code, said = run("more", "--to", "out")
    assert code == 0, said
    assert Path("out/p02.txt").read_text("utf-8") == "P02: It was [Name 2].\n"
    assert json.loads(run("more", "--json")[1])["open"] == 0


def test_what_was_decided_before_the_person_stopped_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_words_may_show", lambda: True)
    code, said = run("raw", "--decide", "--by", "AB", typed="a\ns\nq\n")
    assert code == 0, said
    assert json.loads(run("raw", "--json")[1])["open"] == 5


def test_place_by_place_decides_each_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_words_may_show", lambda: True)
    Path("one.txt").write_text("P01: Then Tadhg left.\nP01: Then Tadhg rang.\n", "utf-8")
    code, said = run("one.txt", "--decide", "--by", "AB", "--to", "out", typed="p\na\nk\n")
    assert code == 0, said
    assert Path("out/one.txt").read_text("utf-8") == "P01: Then [Name 1] left.\nP01: Then Tadhg rang.\n"


def test_nothing_is_written_over_and_the_key_lies_apart_from_the_study() -> None:
    Path("d.toml").write_text("", "utf-8")
    Path("plain.txt").write_text("P01: It went well.\n", "utf-8")
    assert run("plain.txt", "--to", "out")[0] == 0
    code, said = run("plain.txt", "--to", "out")
    assert (code, "not written over" in said) == (2, True)
    Path("study/sources").mkdir(parents=True)
    Path("study/study.toml").write_text("", "utf-8")
    code, said = run("raw", "--key", "study/sources/pseudonyms.key")
    assert (code, "apart from the study" in said) == (2, True)


def test_a_wrong_passphrase_and_a_damaged_file_end_with_the_store_s_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("d.toml").write_text(DECISIONS, "utf-8")
    assert run("raw", "--decisions", "d.toml")[0] == 0
    monkeypatch.setenv("HANDRAIL_PSEUDONYM_KEY", "some other words")
    assert run("raw")[0] == 13
    Path("pseudonyms.key").write_text("{}")
    assert run("raw")[0] == 13


def test_a_model_without_spacy_says_what_to_do() -> None:
    code, said = run("raw", "--model", "en_core_web_sm")
    assert (code, "no spaCy" in said) == (2, True)


def test_labels_that_a_format_keeps_beside_the_text_are_asked_about_too() -> None:
    Path("p.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Tadhg>By luck.\n", "utf-8")
    assert json.loads(run("p.vtt", "--json")[1])["open"] == 1


def test_what_stays_is_written_beside_the_transcripts_so_that_a_study_asks_no_more(tmp_path: Path) -> None:
    Path("decided.toml").write_text(
        "".join(
            f'[[decision]]\nkind = "{kind}"\nwords = "{words}"\nchoice = "{choice}"\n'
            f'{more}by = "AB"\non = 2026-05-01\n'
            for kind, words, choice, more in (
                ("person", "Tadhg", "replace", 'replacement = "Name 1"\n'),
                ("person", "Ngozi Okonkwo", "replace", 'replacement = "[Name 2]"\n'),
                ("person", "Ngozi", "replace", 'replacement = "[Name 2]"\n'),
                ("place", "Totnes", "keep", ""),
                ("e-mail", "ngozi.o@north.example.sch.uk", "replace", 'replacement = "[E-mail 1]"\n'),
                ("age", "43", "keep", ""),
            )
        ),
        "utf-8",
    )
    code, said = run("raw", "--decisions", "decided.toml", "--to", "out")
    assert code == 0, said
    texts = {path.name: read_transcript(path).text for path in Path("out").glob("*.txt")}
    kept = read_kept(Path("out/identifiers.toml"))
    assert {"Totnes", "43"} <= {one.words for one in kept}
    assert not any(name in one.words for one in kept for name in NAMES if name != "Totnes")
    assert open_in(texts, kept) == {}
    assert open_in(texts, ()) != {}


def test_words_of_a_transcript_do_not_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_words_may_show", lambda: True)
    steering = RAW.replace("it from", "\u009b2Jit\u202e from\u200b")
    Path("raw/tadhg_kerbrat.txt").write_text(steering, "utf-8")
    for said in (run("raw")[1], run("raw", "--decide", "--by", "AB", typed="s\n" * 7)[1]):
        assert "Okonkwo" in said
        assert not {"\u009b", "\u202e", "\u200b"} & set(said)
