"""The demonstration: made again from its script, complete, and what a newcomer runs first."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from handrail.guideline import AUDIENCES, READINGS, SILENCES, read_guideline
from handrail.interviews import read_participants, read_transcript
from handrail.study.session import open_session


def test_the_script_makes_the_same_two_surveys_again(
    demonstration_folder: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    script = (
        "import sys; from pathlib import Path; import make_demonstration_surveys as m\n"
        "for name, made in m.files(m.read_truth()).items(): (Path(sys.argv[1]) / name).write_bytes(made)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=pytestconfig.rootpath / "tools", check=True
    )
    for name, rows in (("young-adults.csv", 1_166), ("police.csv", 1_401)):
        kept = (demonstration_folder / "sources" / name).read_bytes()
        assert (tmp_path / name).read_bytes() == kept
        assert kept.count(b"\n") == rows + 1


def test_it_covers_every_audience_and_every_reading(demonstration_folder: Path) -> None:
    guideline = read_guideline(demonstration_folder / "guideline")
    assert {audience for one in guideline.recommendations for audience in one.audience} == set(AUDIENCES)
    assert {row.reading for row in guideline.joint_display} == set(READINGS)
    assert {row.silence for row in guideline.joint_display if row.silence} == set(SILENCES)
    assert len(guideline.findings) >= 10
    assert len(guideline.recommendations) >= 8
    assert sum(bool(one.dissent) for one in guideline.recommendations) >= 2
    contested = [one for one in guideline.findings if re.search("contested|disagree", one.sentence)]
    assert len(contested) == 2
    assert all(finding.short for finding in guideline.findings)
    assert all(one.short and one.steps for one in guideline.recommendations)


def test_contested_findings_rest_on_evidence_for_and_against(demonstration_folder: Path) -> None:
    found = {one.id: one for one in read_guideline(demonstration_folder / "guideline").findings}
    for name in ("growth-is-contested", "aims-differ"):
        assert found[name].supports
        assert found[name].challenges


def spoken(text: str) -> str:
    """Return what is said, without speaker labels."""
    return re.sub(r"^(?:Interviewer|P[0-9]{2}): ", "", text, flags=re.MULTILINE)


def test_eleven_interviews_of_five_sectors_in_voices_of_their_own(demonstration_folder: Path) -> None:
    people = read_participants(demonstration_folder / "sources/participants.csv", ("sector", "country"))
    assert Counter(person.attributes["sector"] for person in people) == {
        "policing": 3,
        "industry": 3,
        "government": 2,
        "third sector": 2,
        "academia": 1,
    }
    sentences: Counter[str] = Counter()
    for person in people:
        path = demonstration_folder / "sources" / person.document
        text = spoken(read_transcript(path, speakers=(person.speaker, "Interviewer")).text)
        assert 900 <= len(text.split()) <= 1_500, person.document
        sentences.update({part.strip() for part in re.split(r"[.?!]\s+", text) if len(part.split()) >= 5})
    assert len(sentences) > 500
    assert max(sentences.values()) <= 2


def test_two_coders_placed_at_least_120_passages_and_disagree_now_and_then(built_demonstration: Path) -> None:
    agreement = built_demonstration / "outputs/tables/agreement-professionals.csv"
    rows = {row["code"]: row for row in csv.DictReader(agreement.read_text("utf-8").splitlines())}
    overall = float(rows["All codes together"]["alpha"])
    assert 0.2 < overall < 0.9
    with open_session(built_demonstration, prompt=None) as session:
        codings = session.store.codings("professionals")
    assert len(codings) >= 120
    assert Counter(coding.coder for coding in codings).keys() == {"AB", "CD"}


def test_every_kind_of_figure_is_drawn_with_its_source_and_its_numbers(built_demonstration: Path) -> None:
    page = (built_demonstration / "outputs/guideline.html").read_text("utf-8")
    for name in (
        "figure-estimate:contact-by-country",
        "figure-model:contact-and-circumstances",
        "figure-typology:experiences",
        "figure-typology:experiences.intervals-heat",
        "figure-typology:experiences.comparison",
        "figure-typology:experiences.splits",
        "figure-themes:professionals.sector",
        "figure-estimate:training-by-country",
        "figure-joint-display",
    ):
        assert f'id="{name}"' in page, name
    assert page.count("<svg") >= 12
    assert page.count("Source") >= 12


def test_special_answers_are_read_as_exposure_and_never_as_a_trait(built_demonstration: Path) -> None:
    results = json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))["results"]
    model = next(one for one in results if one["id"] == "model:contact-and-circumstances")
    assert any("exposure to targeting or stigma" in note for note in model["notes"])
    kinds = list(dict.fromkeys(row["group"]["kind"] for row in model["table"]))
    assert kinds[:2] == ["What services can change", "What protects"]


def test_the_planted_profiles_are_found_and_keep_their_names(built_demonstration: Path) -> None:
    results = json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))["results"]
    compared = next(one for one in results if one["id"] == "typology:experiences.comparison")
    bic = {row["group"]["classes"]: row["bic"] for row in compared["table"] if not row["withheld"]}
    assert set(bic) >= {"2", "3", "4", "5", "6"}
    assert min(bic, key=lambda number: bic[number]) == "4"


def test_the_demonstration_s_profiles_have_cards_whose_names_were_read(built_demonstration: Path) -> None:
    page = (built_demonstration / "outputs/guideline.html").read_text("utf-8")
    assert page.count(">A class is a pattern in answers, not a kind of child<") == 4
    assert page.count("Read by Dr E. Exemplar (invented) on 14 September 2026") == 4
    results = json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))["results"]
    rows = next(one for one in results if one["id"] == "typology:experiences")["table"]
    assert all(0.05 <= row["estimate"] <= 0.95 for row in rows if "estimate" in row)
    assert {row["printed"] for row in rows if "below" in row} == {"<.05"}


def test_no_card_says_that_something_was_not_asked_and_each_tells_what_was_found(
    built_demonstration: Path,
) -> None:
    pages = PdfReader(io.BytesIO((built_demonstration / "outputs/guideline.pdf").read_bytes())).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    cards = [text for text in texts if "A class is a pattern in answers, not a kind of child" in text]
    assert len(cards) == 4
    for number, card in enumerate(cards, start=1):
        assert f"profile {number} of 4" in card
        assert "ot asked in this study" not in card
        assert "Not examined in this study" not in card
        assert re.search(r"came back in [0-9]+ of 200 draws", card)
        for outcome in ("Lay awake with worry for weeks", "Knew a helpline to turn to"):
            assert re.search(rf"{outcome}: [0-9.]+ ?% \([0-9.]+ to [0-9.]+\)", card), outcome
        compared = card.count("odds ratio")
        assert compared == (0 if number == 1 else 7)


def test_what_is_asked_of_the_profiles_leaves_and_takes_nothing_along(built_demonstration: Path) -> None:
    results = json.loads((built_demonstration / "outputs/results.json").read_text("utf-8"))["results"]
    tables = {one["id"].removeprefix("typology:experiences"): one["table"] for one in results}
    asked = "covariates covariates.tests outcome-lay_awake outcome-knew_help groups.group-shares groups.tests"
    for part in f"{asked} recovered interval-shares left-out halves plain".split():
        assert tables[f".{part}"], part
        assert not [row for row in tables[f".{part}"] if row["withheld"]], part
    # Answers of profiles in groups would be withheld, and with them what is said of everybody.
    assert ".groups.group-answers" not in tables
    everyone = tables[".everyone"]
    assert sum(row["withheld"] is None for row in everyone) == len(everyone) - 2 == 6


def test_each_card_is_one_printed_page_and_the_first_page_is_one(built_demonstration: Path) -> None:
    reader = PdfReader(io.BytesIO((built_demonstration / "outputs/guideline.pdf").read_bytes()))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    guideline = read_guideline(built_demonstration / "guideline")
    assert "What was asked" in pages[0]
    told = [one for one in guideline.findings if one.first_page]
    assert 8 <= len(told) < len(guideline.findings)
    assert all(one.short in pages[0] for one in (*told, *guideline.recommendations))
    titles = [
        "For people who build products",
        "For legal and compliance teams",
        "For front-line police officers",
    ]
    titles += ["For police investigators", "For people who make policy"]
    places = []
    for title in titles:
        # A card's page holds its title and its actions; the contents list holds only titles.
        holding = [number for number, page in enumerate(pages) if title in page and "Who acts:" in page]
        assert len(holding) == 1, title
        places += holding
    assert len(set(places)) == len(titles)


def test_every_page_says_that_the_data_are_invented(built_demonstration: Path) -> None:
    outputs = built_demonstration / "outputs"
    pages = PdfReader(outputs / "guideline.pdf").pages
    assert all("Invented data" in page.extract_text() for page in pages)
    assert "Invented data" in (outputs / "guideline.html").read_text("utf-8")
    document = docx.Document(str(outputs / "guideline.docx"))
    for section in document.sections:
        assert "Invented data" in "".join(paragraph.text for paragraph in section.header.paragraphs)


def test_the_demonstration_refuses_a_folder_with_other_files(tmp_path: Path) -> None:
    from handrail.study.demo import demonstration
    from handrail.values import UsageError

    (tmp_path / "mine.txt").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="new or empty folder"):
        demonstration(tmp_path)
