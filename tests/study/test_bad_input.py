"""Bad input: the message gives the rule, what came and what to do; the study is as it was."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from small_study import rows, write_rows

from handrail.store import DEMONSTRATION_PASSPHRASE, Store

SENTINEL = "the heron stood in the reeds until the very last ferry"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60

INTERVIEWS = """
[[interviews]]
id = "talks"
title = "Talks"
approach = "codebook"
documents = ["talk.*"]
participants = "participants.csv"
attributes = ["sector"]
codings = ["codings-ab.toml"]
themes = "themes.toml"
interviewers = ["I"]
"""
PARTICIPANTS = (
    "participant,document,speaker,consent_form,consent_date,cut_off,analysis,quotation,archiving,recontact,sector\n"
    "P01,{name},P01,v1,2026-01-01,2027-01-01,yes,attributed,yes,no,policing\n"
)
CODEBOOK = '[[code]]\nname = "waiting"\ndescription = "Waiting for an answer."\norigin = "inductive"\n'
CODINGS = (
    'coder = "AB"\n[[coding]]\nid = "one"\ndocument = "{name}"\ncode = "waiting"\nquotation = "{quotation}"\n'
)
THEMES = '[[theme]]\nid = "waiting"\nsentence = "Waiting wears people down."\ncodes = ["waiting"]\n'
TEXT = f"I: What happened?\nP01: {SENTINEL}.\nI: And then?\nP01: Nothing for weeks.\n"


def run(folder: Path, *words: str, key: str = DEMONSTRATION_PASSPHRASE) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, without a terminal."""
    return subprocess.run(
        [sys.executable, "-c", "from handrail.cli import main; main()", *words, str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "HANDRAIL_KEY": key, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def snapshot(folder: Path) -> tuple[object, ...]:
    """Return what the store holds, or nothing when there is none."""
    if not (folder / "study.db").exists():
        return ()
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        return (store.documents(), store.sources(), store.codings(), store.results(), store.audit_head())


def word_file(*paragraphs: str, image: bytes | None = None) -> bytes:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    made, bare = io.BytesIO(), io.BytesIO()
    document.save(made)
    # The library's own template holds a preview picture, which would stop every file for that alone.
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as kept:
        for member in archive.namelist():
            if "thumbnail" not in member:
                kept.writestr(member, archive.read(member))
        if image is not None:
            kept.writestr("word/media/image1.png", image)
    return bare.getvalue()


@pytest.fixture
def talks(small: Path) -> Path:
    """Return a study with one interview and one survey, built once so that there is something to lose."""
    with (small / "study.toml").open("a", encoding="utf-8") as plan:
        plan.write(INTERVIEWS)
    sources = small / "sources"
    (sources / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    (sources / "themes.toml").write_text(THEMES, encoding="utf-8")
    give(small, "talk.txt", TEXT.encode())
    assert run(small, "build").returncode == 0
    return small


def give(folder: Path, name: str, data: bytes, quotation: str = "Nothing for weeks") -> None:
    """Put one transcript in place of the one before."""
    sources = folder / "sources"
    for old in sources.glob("talk.*"):
        old.unlink()
    (sources / name).write_bytes(data)
    (sources / "participants.csv").write_text(PARTICIPANTS.format(name=name), encoding="utf-8")
    (sources / "codings-ab.toml").write_text(CODINGS.format(name=name, quotation=quotation), encoding="utf-8")


def refused(folder: Path, code: int, *words: str) -> str:
    """Build, and return what was said; the study must be as it was."""
    before = snapshot(folder)
    done = run(folder, "build")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for label in ("rule:", "received:", "do:"):
        assert label in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
    assert SENTINEL not in done.stderr + done.stdout
    assert snapshot(folder) == before
    return done.stderr


def test_an_empty_docx_is_refused(talks: Path) -> None:
    give(talks, "talk.docx", word_file(""))
    refused(talks, 11, "talk.docx", "has words")


def test_a_corrupt_zip_is_refused(talks: Path) -> None:
    give(talks, "talk.docx", word_file(SENTINEL)[:700])
    assert "picture" not in refused(talks, 11, "talk.docx")


def test_a_text_of_200_megabytes_is_refused_before_it_is_read(talks: Path) -> None:
    give(talks, "talk.txt", b"x")
    with (talks / "sources/talk.txt").open("r+b") as stream:
        stream.truncate(200 * 1024 * 1024)
    refused(talks, 11, "talk.txt", "MB")


def test_mixed_encodings_are_refused_with_the_line(talks: Path) -> None:
    mixed = (
        TEXT.encode()
        + "P01: Café — naïve.\n".encode()
        + "P01: Caf\u00e9 \u2013 na\u00efve.\n".encode("cp1252")
    )
    give(talks, "talk.txt", mixed)
    refused(talks, 11, "talk.txt", "UTF-8")


def test_an_embedded_image_stops_the_file_and_names_the_lead_until_a_person_has_looked(talks: Path) -> None:
    give(talks, "talk.docx", word_file(*TEXT.splitlines(), image=PNG))
    kept = (talks / "sources/talk.docx").read_bytes()
    refused(talks, 11, "picture", "Lee Lead", "--text-only")
    assert (talks / "sources/talk.docx").read_bytes() == kept
    done = subprocess.run(
        [
            sys.executable, "-c", "from handrail.cli import main; main()",
            "build", "--text-only", "talk.docx", str(talks),
        ],
        capture_output=True, text=True, check=False,
        env={**os.environ, "HANDRAIL_KEY": DEMONSTRATION_PASSPHRASE},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Store.open(talks, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        document = store.document("talk.docx")
        assert document is not None
        assert SENTINEL in document.text
        assert any(entry.action == "text-only" for entry in store.audit_entries())
    assert run(talks, "build").returncode == 0, (
        "a decision about a file holds as long as the file is the same"
    )
    give(talks, "talk.docx", word_file(*TEXT.splitlines(), "P01: More.", image=PNG))
    refused(talks, 11, "picture", "Lee Lead")


def test_a_planned_variable_that_is_not_in_the_survey_is_named_with_the_nearest(talks: Path) -> None:
    write_rows(talks, rows(), "respondent,q1x,q2,stratum,cluster")
    refused(talks, 11, "'q1'", "did you mean 'q1x'?")


def test_duplicated_ids_are_counted(talks: Path) -> None:
    write_rows(talks, [*rows(), rows()[0], rows()[1]])
    refused(talks, 11, "2 numbers", "respondent")


def test_a_column_of_e_mail_addresses_waits_for_a_decision(talks: Path) -> None:
    values = [[*row, f"pupil{i}@oak.lewes.sch.uk"] for i, row in enumerate(rows())]
    write_rows(talks, values, "respondent,q1,q2,stratum,cluster,reach_me")
    said = refused(talks, 11, "reach_me", "drop")
    assert "oak.lewes" not in said
    plan = talks / "study.toml"
    plan.write_text(
        plan.read_text("utf-8").replace(
            'strata = "stratum"', 'columns = { reach_me = "drop" }\nstrata = "stratum"'
        ),
        "utf-8",
    )
    assert run(talks, "build").returncode == 0
    with Store.open(talks, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        columns = store.dataset_columns("adults")
        assert columns is not None
        assert "reach_me" not in columns
        dataset = store.dataset("adults")
        assert dataset is not None
        assert b"sch.uk" not in dataset.parquet


def test_an_all_missing_variable_is_named(talks: Path) -> None:
    write_rows(talks, [[row[0], 9, *row[2:]] for row in rows()])
    refused(talks, 11, "contact", "q1")


def test_a_stratum_with_one_cluster_is_reported_and_the_rule_named(talks: Path) -> None:
    values = rows()
    values[0][3], values[0][4] = 9, 99
    write_rows(talks, values)
    done = run(talks, "build")
    assert done.returncode == 0, done.stderr
    page = (talks / "outputs/guideline.html").read_text("utf-8")
    assert "with one cluster in the design: 9" in page
    assert "centred at the grand mean" in page


def test_a_stratum_with_one_cluster_is_refused_when_the_plan_says_error(talks: Path) -> None:
    values = rows()
    values[0][3], values[0][4] = 9, 99
    write_rows(talks, values)
    plan = talks / "study.toml"
    plan.write_text(
        plan.read_text("utf-8").replace('strata = "stratum"', 'lonely = "error"\nstrata = "stratum"'), "utf-8"
    )
    refused(talks, 11, "cluster")


def test_a_coding_past_the_end_of_the_text_is_refused_without_its_words(talks: Path) -> None:
    path = talks / "sources/codings-ab.toml"
    path.write_text(
        CODINGS.format(name="talk.txt", quotation=SENTINEL) + "start = 90000\nend = 90054\n", "utf-8"
    )
    refused(talks, 11, "codings-ab.toml:2")


def test_a_quotation_that_does_not_match_is_refused_without_its_words(talks: Path) -> None:
    path = talks / "sources/codings-ab.toml"
    path.write_text(CODINGS.format(name="talk.txt", quotation=SENTINEL + " again"), "utf-8")
    refused(talks, 11, "codings-ab.toml:2")


def test_a_link_to_nothing_is_refused_with_its_line_and_the_nearest(talks: Path) -> None:
    text = '[[finding]]\nid = "f"\nsentence = "People wait for weeks."\nsupports = ["theme:waitng"]\n'
    (talks / "guideline/findings.toml").write_text(text, "utf-8")
    refused(talks, 10, "findings.toml:1", "did you mean 'theme:waiting'?")


def test_a_wrong_key_is_refused(talks: Path) -> None:
    before = snapshot(talks)
    done = run(talks, "build", key="not the passphrase")
    assert done.returncode == 13
    assert "rule:" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(talks) == before


def test_a_plan_with_a_mistake_is_refused_with_its_line(talks: Path) -> None:
    plan = talks / "study.toml"
    plan.write_text(plan.read_text("utf-8").replace("purpose = ", "purpos = "), "utf-8")
    refused(talks, 10, "study.toml:5", "did you mean 'purpose'?")


def test_an_expired_study_is_read_only(talks: Path) -> None:
    plan = talks / "study.toml"
    plan.write_text(plan.read_text("utf-8").replace("2030-01-01", "2020-01-01"), "utf-8")
    refused(talks, 10, "read-only")
    assert run(talks, "trace", "theme:waiting").returncode == 0


def test_a_folder_without_a_plan_is_a_usage_error(tmp_path: Path) -> None:
    done = run(tmp_path, "build")
    assert done.returncode == 2
    assert "handrail new" in done.stderr


def test_check_says_everything_at_once_and_needs_no_passphrase(talks: Path) -> None:
    write_rows(talks, rows(), "respondent,q1x,q2,stratum,cluster")
    (talks / "sources/codings-ab.toml").write_text(
        CODINGS.format(name="talk.txt", quotation=SENTINEL + "?"), "utf-8"
    )
    done = run(talks, "check", key="")
    assert done.returncode == 11
    assert "codings-ab.toml:2" in done.stderr
    assert "did you mean 'q1x'?" in done.stderr
    assert SENTINEL not in done.stderr


def test_a_source_outside_the_study_is_refused(talks: Path) -> None:
    plan = talks / "study.toml"
    plan.write_text(plan.read_text("utf-8").replace('"adults.csv"', '"../../adults.csv"'), "utf-8")
    refused(talks, 10, "relative to sources/")
