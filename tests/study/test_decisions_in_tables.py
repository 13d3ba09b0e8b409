"""Where decisions, planned tables, fast reading and what came back meet in one study."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from small_study import TODAY
from told_study import CODES, PEOPLE, SAID, SUMMARY, summary, write_study

from handrail.interviews import as_decided, passages_table
from handrail.interviews.agreement import (
    ADJUDICATED,
    AdjudicatedCoding,
    Adjudication,
    Original,
    write_adjudications,
)
from handrail.interviews.coding_columns import LateCodings, columns_of
from handrail.interviews.sheet_file import sheet_bytes
from handrail.study.build import BuildReport
from handrail.study.project import read_project
from handrail.study.session import open_session
from handrail.study.status import study_status
from handrail.study.withdrawal.withdraw import withdraw_from_study

Builder = Callable[..., BuildReport]
TABLES = {"cooccurrence:talks", "crosstab:talks", "framework:talks"}
SECOND = {"P01": "reports", "P05": "training by luck", "P09": "reports"}
"""What the second coder gave to the same words as the first, and to some of them another code."""
GUID = "7e2f0b9c-0000-4000-8000-0000000000"
RETURNED = f"""
[[note]]
guid = "{GUID}11"
text = "zqreturned"
about = ["coding:P01-training"]

[[note]]
guid = "{GUID}12"
text = "kept note"
about = ["document:talk-P05.txt", "coding:CD-P05"]

[[set]]
guid = "{GUID}31"
name = "To read"
documents = ["talk-P01.txt", "talk-P05.txt"]

[[passage]]
guid = "{GUID}21"
document = "talk-P01.txt"
start = 0
end = 22
quotation = "I: What is it like?\\nP0"
"""


def second() -> str:
    blocks = ['coder = "CD"\n']
    for who, code in SECOND.items():
        words = CODES[SAID[who].split("|")[0]]
        blocks.append(
            f'[[coding]]\nid = "CD-{who}"\ndocument = "talk-{who}.txt"\ncode = "{code}"\n'
            f'quotation = "{words}"\n'
        )
    return "\n".join(blocks)


def decision(study: Path, name: str, who: str, code: str | None) -> Adjudication:
    """Return a decision on the first words of somebody, and all codes that coders gave to them."""
    found = read_project(study, prompt=None).codings
    first = next(one for one in found if one.name == f"{who}-{SAID[who].split()[0]}")
    about = tuple(
        Original(one.name, one.coder, one.code)
        for one in found
        if (one.document, one.start, one.end) == (first.document, first.start, first.end)
        and one.coder != ADJUDICATED
    )
    return Adjudication(
        name, first.document, first.start, first.end, first.quotation, code, about, "EF", date(2026, 5, 1),
        f"zqreason {who}" if who == "P01" else "kept reason",
    )  # fmt: skip


@pytest.fixture
def met(tmp_path: Path, build: Builder) -> Path:
    """Return a built study of two coders whose plan has tables and names decisions, of which none is made."""
    folder = write_study(tmp_path / "met")
    plan = folder / "study.toml"
    plan.write_text(
        plan.read_text("utf-8").replace(
            'codings = ["codings-ab.toml"]',
            'codings = ["codings-ab.toml", "codings-cd.toml"]\nagreement = true\n'
            'adjudications = "adjudications.toml"',
        ),
        "utf-8",
    )
    (folder / "sources/codings-cd.toml").write_text(second(), "utf-8")
    (folder / "sources/adjudications.toml").write_text("", "utf-8")
    more = summary("industry", ["CD-P05"], text="Kept in industry.")
    file = folder / "sources/framework-groups.toml"
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    assert build(folder).error is None
    return folder


def decide(study: Path, *made: Adjudication) -> None:
    write_adjudications(study / "sources/adjudications.toml", made)


def heard(folder: Path, name: str) -> dict[tuple[str, str], str]:
    path = folder / f"outputs/tables/{name}.csv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return {(row["topic"], row["sector"]): row["category"] for row in rows}


def slowly(spoken: dict[str, set[str]]) -> dict[tuple[str, str], str]:
    """Say again which sector spoke of which topic, from who spoke of what; groups are smaller than five."""
    groups = {"industry": {"industry"}, "policing": {"policing"}, "all others": {"charity", "government"}}
    beneath = {"training": "training by luck", "reports": "reports"}
    return {
        (topic, group): "heard"
        if any(beneath[topic] in spoken.get(who, set()) for who, (of, _) in PEOPLE.items() if of in sectors)
        else "not heard"
        for topic, (group, sectors) in product(beneath, groups.items())
    }


def test_a_crosstab_is_told_of_what_was_decided_and_made_anew_when_a_decision_changes(
    met: Path, build: Builder
) -> None:
    spoken = {who: set(codes.split("|")) for who, codes in SAID.items()}
    for who, code in SECOND.items():
        spoken.setdefault(who, set()).add(code)
    assert heard(met, "crosstab-talks.sector") == slowly(spoken)
    # In industry nobody is left who spoke of training, and one who spoke of reports.
    made = [decision(met, f"d{who}", who, code) for who, code in (("P05", "reports"), ("P06", None))]
    made.append(decision(met, "dP07", "P07", "night work"))
    decide(met, *made)
    assert set(study_status(met, prompt=None, today=TODAY).stale) >= TABLES
    report = build(met)
    assert report.error is None
    assert set(report.ran) >= TABLES
    assert "agreement:talks" in report.fresh
    spoken |= {"P05": {"reports"}, "P06": set(), "P07": {"night work"}}
    assert heard(met, "crosstab-talks.sector") == slowly(spoken)
    assert heard(met, "crosstab-talks.sector")["training", "industry"] == "not heard"
    decide(met, *made[:1], *made[2:])
    assert "crosstab:talks" in build(met).ran
    assert heard(met, "crosstab-talks.sector") == slowly(spoken | {"P06": {"training by luck"}})
    assert build(met).ran == []


def test_why_a_decision_was_made_alters_no_table(met: Path, build: Builder) -> None:
    one = decision(met, "d1", "P05", "reports")
    decide(met, one)
    assert build(met).error is None
    decide(met, replace(one, reason="We met again.", by="GH"))
    ran = set(build(met).ran)
    assert "adjudicate:talks" in ran
    assert not TABLES & ran


def test_tables_wait_for_decisions_that_do_not_stand(met: Path, build: Builder) -> None:
    one = decision(met, "d1", "P05", "reports")
    decide(met, replace(one, code="no such code"))
    report = build(met)
    assert set(report.failed) >= TABLES


def test_a_summary_that_rests_on_what_was_decided_since_waits_and_stops_no_build(
    met: Path, build: Builder
) -> None:
    decide(met, decision(met, "d1", "P05", "training by luck"))
    report = build(met)
    assert report.error is None
    path = met / "outputs/tables/framework-talks.csv"
    cells = {row["sector"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}
    assert cells["industry"]["category"] == ""
    assert "in use and read as they did" in cells["industry"]["withheld"]
    assert cells["policing"]["category"] == SUMMARY
    # Named anew, by the decision, it leaves.
    file = met / "sources/framework-groups.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('"CD-P05"', '"adjudicated-d1"'), "utf-8")
    assert build(met).error is None
    cells = {row["sector"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}
    assert cells["industry"]["category"] == "Kept in industry."


def test_an_erasure_cleans_decisions_summaries_and_what_came_back(met: Path, build: Builder) -> None:
    inbox = met / "sources"
    decide(met, decision(met, "dgone", "P01", "training by luck"), decision(met, "dkept", "P05", "reports"))
    groups = inbox / "framework-groups.toml"
    groups.write_text(
        summary("policing", ["adjudicated-dgone"], text="zqsummary of one")
        + summary("industry", ["P07-training"], text="Kept in industry."),
        "utf-8",
    )
    (inbox / "returned-talks.toml").write_text(RETURNED, "utf-8")
    assert build(met).error is None
    names = ("adjudications.toml", "framework-groups.toml", "returned-talks.toml")
    whole = {name: (inbox / name).read_text("utf-8") for name in names}
    dry = withdraw_from_study(met, "P01", today=TODAY)
    done = withdraw_from_study(met, "P01", yes=True, today=TODAY)
    assert [str(one) for one in dry.files] == [str(one) for one in done.files]
    assert {f"sources/{name}" for name in names} <= {one.path for one in done.files}
    for name in names:
        text = (inbox / name).read_text("utf-8")
        assert "zq" in whole[name]
        assert not any(word in text for word in ("zq", "P01", "dgone"))
        assert "kept" in text.lower()
        assert set(text.splitlines()) - set(whole[name].splitlines()) <= {'documents = ["talk-P05.txt"]'}
    with open_session(met, prompt=None) as session:
        held = repr([one.body for one in session.store.results()])
        assert not any(word in held for word in ("zq", "dgone", "P01-training"))
        assert all(word in held for word in ("dkept", "Kept in industry.", "kept note"))
        assert {one.name for one in session.store.codings("talks")} >= {"adjudicated-dkept", "CD-P05"}
    assert build(met).error is None
    # A file that brings one of them back is not read.
    for name in names:
        now = (inbox / name).read_text("utf-8")
        (inbox / name).write_text(whole[name], "utf-8")
        report = build(met)
        assert report.error is not None
        assert any("withdrawn" in str(one.rule) for one in report.error.problems)
        assert "zq" not in str(report.error)
        (inbox / name).write_text(now, "utf-8")
    assert build(met).error is None


def test_passages_by_column_are_those_of_the_store_with_decisions_and_notes(
    met: Path, build: Builder
) -> None:
    decide(met, decision(met, "d1", "P05", "reports"), decision(met, "d2", "P09", None))
    (met / "sources/returned-talks.toml").write_text(RETURNED, "utf-8")
    assert build(met).error is None
    project = read_project(met, prompt=None)
    settled = {"P05-training", "CD-P05", "P09-reports", "CD-P09"}
    assert project.settled == settled
    used = as_decided(project)
    assert isinstance(used.codings, LateCodings)
    fast = sheet_bytes(passages_table(used), ".csv")
    with open_session(met, prompt=None) as session:
        records = [one for one in session.store.codings("talks") if one.name not in settled]
    header, *rows = csv.reader(io.StringIO(fast.decode()))
    names = ("document", "code", "coder", "passage")
    found = sorted(tuple(row[header.index(name)] for name in names) for row in rows)
    assert found == sorted((one.document, one.code, one.coder, one.quotation) for one in records)
    # One by one they say the same, and the decision among them is one, with what it rests on.
    one_by_one = tuple(used.codings)
    assert sheet_bytes(passages_table(replace(used, codings=one_by_one)), ".csv") == fast
    assert columns_of(one_by_one) == used.columns
    (made,) = (one for one in one_by_one if one.coder == ADJUDICATED)
    assert isinstance(made, AdjudicatedCoding)
    assert {one.coding for one in made.originals} == {"P05-training", "CD-P05"}
    noted = {one.name: one.notes for one in project.codings if one.notes}
    assert noted == {"P01-training": (f"{GUID}11",), "CD-P05": (f"{GUID}12",)}
