"""Rule 4: no picture, sound or film is stored, whatever it is called and wherever it hides."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from disguised_media import B64, PNG, SURVEYS, TRANSCRIPTS, URI, Write, holds, unpacked
from small_study import PLAN, TODAY, rows, write_rows
from test_bad_input import CODEBOOK, CODINGS, INTERVIEWS, PARTICIPANTS, TEXT, THEMES

from handrail.interviews.blobs import find_blobs
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport, build_study
from handrail.study.runner import Silent
from handrail.values import HandrailError

Builder = Callable[..., BuildReport]


@pytest.fixture(scope="module")
def built_talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study with one interview and one survey, built so that there is a store to look into."""
    folder = tmp_path_factory.mktemp("media") / "talks"
    sources = folder / "sources"
    sources.mkdir(parents=True)
    (folder / "guideline").mkdir()
    (folder / "study.toml").write_text(PLAN + INTERVIEWS, "utf-8")
    write_rows(folder, rows())
    (sources / "codebook.toml").write_text(CODEBOOK, "utf-8")
    (sources / "themes.toml").write_text(THEMES, "utf-8")
    (sources / "talk.txt").write_text(TEXT, "utf-8")
    point_to(folder, "talk.txt", "Nothing for weeks")
    assert said(folder) == (0, "")
    return folder


@pytest.fixture
def talks(built_talks: Path, tmp_path: Path) -> Path:
    """Return a copy of it to spoil."""
    return Path(shutil.copytree(built_talks, tmp_path / "talks"))


def point_to(folder: Path, name: str, quotation: str) -> None:
    sources = folder / "sources"
    (sources / "participants.csv").write_text(PARTICIPANTS.format(name=name), "utf-8")
    (sources / "codings-ab.toml").write_text(CODINGS.format(name=name, quotation=quotation), "utf-8")


def said(folder: Path, *text_only: str) -> tuple[int, str]:
    try:
        report = build_study(folder, prompt=None, progress=Silent(), today=TODAY, text_only=text_only)
    except HandrailError as refused:
        return refused.exit_code, str(refused)
    return (0, "") if report.error is None else (report.error.exit_code, str(report.error))


def kept(folder: Path) -> bytes:
    """Return everything that the store holds, unlocked, and everything in outputs/."""
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        parts = [
            repr(part).encode()
            for part in (store.documents(), store.sources(), store.codings(), store.results())
        ]
        parts += [
            repr(part).encode()
            for part in (store.participants("talks"), store.themes("talks"), store.audit_entries())
        ]
        dataset = store.dataset("adults")
        assert dataset is not None
        parts += [dataset.parquet, unpacked(dataset.parquet)]
    parts += [path.read_bytes() for path in (folder / "outputs").rglob("*") if path.is_file()]
    parts += [path.read_bytes() for path in folder.glob("study.*") if path.name != "study.toml"]
    return b"\n".join(parts)


def put(folder: Path, given: tuple[str, Write]) -> tuple[Path, bytes]:
    name, write = given
    sources = folder / "sources"
    for old in sources.glob(f"{name.split('.')[0]}.*"):
        old.unlink()
    path = write(sources)
    return path, path.read_bytes()


def test_rule_4_the_search_finds_a_medium_in_every_spelling() -> None:
    assert all(holds(data) for data in (PNG, B64.encode(), PNG.hex().encode(), b"x" + B64[1:].encode()))
    assert not holds(TEXT.encode())
    assert len(TRANSCRIPTS) + len(SURVEYS) >= 30


@pytest.mark.parametrize("disguise", TRANSCRIPTS)
def test_rule_4_a_disguised_medium_in_a_transcript_is_not_stored(talks: Path, disguise: str) -> None:
    path, before = put(talks, TRANSCRIPTS[disguise])
    point_to(talks, path.name, "Nothing for weeks")
    code, words = said(talks)
    assert code == 11, words
    assert not holds(words.encode())
    assert "picture" in words or "can be unpacked" in words or "plain text" in words, words
    assert not holds(kept(talks))
    assert path.read_bytes() == before
    # Once a person has looked, the words come through and the medium does not.
    code, words = said(talks, path.name)
    assert code in (0, 2, 11), words
    assert not holds(kept(talks))
    assert path.read_bytes() == before


@pytest.mark.parametrize("disguise", SURVEYS)
def test_rule_4_a_disguised_medium_in_a_survey_is_not_stored(talks: Path, disguise: str) -> None:
    path, before = put(talks, SURVEYS[disguise])
    plan = talks / "study.toml"
    plan.write_text(plan.read_text("utf-8").replace('"adults.csv"', f'"{path.name}"'), "utf-8")
    code, words = said(talks)
    assert code == 11, words
    assert not holds(words.encode())
    assert not holds(kept(talks))
    assert path.read_bytes() == before


TEAM = {
    "sources/participants.csv": (",policing", f',"{B64}"'),
    "sources/codebook.toml": ("Waiting for an answer.", URI),
    "sources/codings-ab.toml": ('code = "waiting"', f'code = "waiting"\nmemo = "{URI}"'),
    "sources/themes.toml": ("Waiting wears", f"{URI} Waiting wears"),
    "guideline/findings.toml": (
        "",
        f'[[finding]]\nid = "f"\nsentence = "{URI}"\nsupports = ["theme:waiting"]\n',
    ),
    "guideline/glossary.toml": ("", f'[[term]]\nterm = "T"\nmeaning = "{URI}"\n'),
}


@pytest.mark.parametrize("file", TEAM)
def test_rule_4_a_medium_in_a_file_of_the_team_is_not_stored(talks: Path, file: str) -> None:
    path = talks / file
    old, new = TEAM[file]
    path.write_text(path.read_text("utf-8").replace(old, new, 1) if old else new, "utf-8")
    before = path.read_bytes()
    code, words = said(talks)
    assert code == 11, words
    assert "no picture, sound or film is stored" in words
    assert "Lee Lead" in words
    assert not holds(kept(talks))
    assert path.read_bytes() == before


def test_rule_4_a_message_names_the_lead_and_the_file_is_neither_changed_nor_deleted(talks: Path) -> None:
    path, before = put(talks, TRANSCRIPTS["a picture under another name in a docx"])
    point_to(talks, path.name, "Nothing for weeks")
    code, words = said(talks)
    assert code == 11
    assert "Lee Lead" in words
    assert "--text-only talk.docx" in words
    assert path.read_bytes() == before
    assert said(talks, path.name)[0] == 0
    with Store.open(talks, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        [looked] = [entry for entry in store.audit_entries() if entry.action == "text-only"]
        [source] = [one.id for one in store.sources() if one.name == "talk.docx"]
    assert looked.facts["source"] == source
    assert not holds(json.dumps(dict(looked.facts)).encode())
    shutil.rmtree(talks / "outputs")


def test_rule_4_long_runs_of_letters_and_lines_are_looked_through_in_a_moment() -> None:
    began = time.process_time()
    for text in (
        "A" * 300_000,
        "abcdefghijklmnopqrst\n" * 20_000,
        "A" * 20 + "\n" + ">" * 300_000,
        "ab cd " * 40_000,
    ):
        assert list(find_blobs(text)) == []
    assert time.process_time() - began < 5
