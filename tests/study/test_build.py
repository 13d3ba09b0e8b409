"""Build: only what is stale runs, what alters nothing stops, and a failure leaves the study as it was."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_study import TODAY, rows, write_rows

from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import BuildReport
from handrail.study.status import study_status
from handrail.study.trace import trace_node

Builder = Callable[..., BuildReport]


def state(folder: Path) -> dict[str, object]:
    """Return everything in a study that a failed build may not change."""
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        graph = store.graph()
        return {
            "results": {one.step: (one.key, one.content) for one in store.results()},
            "documents": store.documents(),
            "codings": store.codings(),
            "nodes": sorted(graph.nodes),
            "audit": store.audit_head(),
            "outputs": {
                path.name: path.read_bytes()
                for path in sorted((folder / "outputs").rglob("*"))
                if path.is_file()
            },
        }


def test_the_second_build_runs_nothing(thin_folder: Path, build: Builder) -> None:
    first = build(thin_folder)
    assert first.error is None
    assert first.ran
    assert not first.fresh
    second = build(thin_folder)
    assert second.ran == []
    assert sorted(second.fresh) == sorted(first.ran)


def test_touching_one_transcript_runs_only_what_read_it(thin_built: Path, build: Builder) -> None:
    transcript = thin_built / "sources/interview-p01.txt"
    transcript.write_text(transcript.read_text("utf-8") + "\nInterviewer: Thank you again.\n", "utf-8")
    again = build(thin_built)
    # The codings stand where they stood, so no theme and no estimate is made again; the documents are,
    # because the methods say how many words the transcripts have.
    assert again.ran == [
        "read:professionals/transcript/interview-p01.txt",
        "place:professionals/interview-p01.txt",
        "identifiers:professionals",
        "documents",
    ]
    assert any("interview-p01.txt changed: " in message for message in again.messages)


def test_rewriting_a_survey_file_with_the_same_answers_stops_at_the_import(
    small: Path, build: Builder
) -> None:
    build(small)
    text = (small / "sources/adults.csv").read_text("utf-8")
    (small / "sources/adults.csv").write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert build(small).ran == ["read:adults"]


def test_a_column_that_no_analysis_reads_changes_no_estimate(small: Path, build: Builder) -> None:
    build(small)
    write_rows(small, [[*row, 9] for row in rows()], "respondent,q1,q2,stratum,cluster,q3")
    # The new column is another content of the source, which the appendix shows; no estimate is made again.
    assert "estimate:contact-by-sex" in build(small).fresh


def test_one_changed_answer_runs_the_estimate_and_the_documents(small: Path, build: Builder) -> None:
    build(small)
    values = rows()
    values[0][1] = 3 - int(str(values[0][1]))
    write_rows(small, values)
    again = build(small)
    assert again.ran == ["read:adults", "estimate:contact-by-sex", "documents"]
    assert "adults.csv changed in: q1." in again.messages


def test_a_change_of_the_guideline_runs_only_the_documents(thin_built: Path, build: Builder) -> None:
    one = next((thin_built / "guideline").glob("*.md"))
    one.write_text(one.read_text("utf-8") + "\nOne more sentence of rationale.\n", "utf-8")
    assert build(thin_built).ran == ["documents"]


def test_deleted_outputs_are_written_again(small: Path, build: Builder) -> None:
    build(small)
    (small / "outputs/results.json").unlink()
    assert build(small).ran == ["documents"]
    assert (small / "outputs/results.json").exists()


def test_originals_may_be_deleted_after_import(thin_folder: Path, build: Builder) -> None:
    first = build(thin_folder)
    for path in (thin_folder / "sources").iterdir():
        path.unlink()
    second = build(thin_folder)
    assert (second.ran, second.error) == ([], None)
    assert sorted(second.fresh) == sorted(first.ran)


def test_a_repeated_import_makes_no_duplicate(thin_built: Path, build: Builder) -> None:
    before = state(thin_built)
    for path in (thin_built / "sources").iterdir():
        path.write_bytes(path.read_bytes() + b"\n")
    assert build(thin_built).error is None
    after = state(thin_built)
    assert after["nodes"] == before["nodes"]


def test_random_ids_stand_for_everything_below_theme(thin_built: Path) -> None:
    results = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))
    assert set(results) == {"study", "software", "audit_head", "nodes", "results"}
    below = [node["id"] for node in results["nodes"] if node["kind"] in ("source", "passage", "code")]
    assert below
    assert all(re.fullmatch(r"(source|passage|code):[0-9a-f]{16}", node) for node in below)
    known = {node["id"] for node in results["nodes"]}
    assert all(parent in known for node in results["nodes"] for parent in node["parents"])
    assert all(set(one) >= {"id", "kind", "inputs", "base", "table"} for one in results["results"])


def test_two_studies_of_the_same_files_share_no_random_id(
    tmp_path: Path, small: Path, build: Builder
) -> None:
    other = tmp_path / "other"
    (other / "sources").mkdir(parents=True)
    (other / "study.toml").write_bytes((small / "study.toml").read_bytes())
    (other / "sources/adults.csv").write_bytes((small / "sources/adults.csv").read_bytes())
    sources = []
    for folder in (small, other):
        build(folder)
        nodes = json.loads((folder / "outputs/results.json").read_text("utf-8"))["nodes"]
        sources.append({node["id"] for node in nodes if node["kind"] == "source"})
    assert sources[0].isdisjoint(sources[1])


def test_a_recommendation_is_traced_down_to_passages_and_answers(thin_built: Path) -> None:
    found = trace_node(thin_built, "recommendation:half-a-day", prompt=None)
    kinds = {step.kind for step in found.down}
    assert {"finding", "theme", "code", "passage", "source"} <= kinds
    assert not found.up


def test_a_passage_is_traced_up_to_the_recommendations_that_it_carries(thin_built: Path) -> None:
    down = trace_node(thin_built, "recommendation:half-a-day", prompt=None).down
    passage = next(step.id for step in down if step.kind == "passage")
    up = trace_node(thin_built, passage, prompt=None).up
    assert "recommendation:half-a-day" in {step.id for step in up}


def test_a_theme_s_spread_is_counted_for_the_team_and_worded_for_readers(thin_built: Path) -> None:
    spread = trace_node(thin_built, "theme:training-depends-on-luck", prompt=None).spread
    assert re.fullmatch(r"\d of 3 participants in \d+ passages; \d+ counter-examples from \d", spread[0])
    assert any(line.startswith("by sector: ") and "policing 1 of 1" in line for line in spread)
    page = (thin_built / "outputs/guideline.html").read_text("utf-8")
    assert "By sector and country: too few participants in each group to tell apart" in page
    assert "policing 1 of 1" not in page


def test_status_names_the_recommendation_that_a_changed_answer_reaches(thin_built: Path) -> None:
    assert {one.state for one in study_status(thin_built, prompt=None, today=TODAY).recommendations} == {
        "fresh"
    }
    path = thin_built / "sources/young-adults.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    report = study_status(thin_built, prompt=None, today=TODAY)
    assert "stale" in {one.state for one in report.recommendations}
    assert "read:young-adults" in report.stale


def test_a_failed_step_is_named_and_leaves_the_study_as_it_was(small: Path, build: Builder) -> None:
    build(small)
    before = state(small)
    values = rows()
    for row in values:
        row[1] = 9
    write_rows(small, values)
    report = build(small)
    assert report.failed == ["estimate:contact-by-sex"]
    assert report.error is not None
    assert report.error.exit_code == 11
    assert state(small) == before


def test_the_disclosure_limit_reaches_every_output(thin_built: Path) -> None:
    results = json.loads((thin_built / "outputs/results.json").read_text("utf-8"))["results"]
    cells = [cell for one in results for cell in one["table"]]
    withheld = [cell for cell in cells if cell["withheld"]]
    assert withheld
    assert all(cell["n"] is None and "estimate" not in cell for cell in withheld)
    assert all(cell["n"] >= 10 for cell in cells if not cell["withheld"])
    for one in results:
        if any(cell["withheld"] for cell in one["table"]):
            assert one["base"] is None
            csv = (thin_built / f"outputs/tables/{one['id'].replace(':', '-')}.csv").read_text("utf-8")
            assert "withheld" in csv


SLOW = """
import sys, time
from pathlib import Path
from datetime import date
import handrail.study.estimates as estimates
real = estimates.Estimates._estimate
def slow(self, analysis, survey, variables):
    print("computing", flush=True)
    time.sleep(30)
    return real(self, analysis, survey, variables)
estimates.Estimates._estimate = slow
sys.argv = ["handrail", "build", sys.argv[1]]
from handrail.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT, which Windows does not have")
def test_ctrl_c_in_the_middle_of_a_build_leaves_the_study_as_it_was(small: Path, build: Builder) -> None:
    build(small)
    before = state(small)
    values = rows()
    values[0][1] = 3 - int(str(values[0][1]))
    write_rows(small, values)
    running = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(small)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "computing\n"
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "as it was" in said
    assert "Traceback" not in said
    assert state(small) == before
    assert "estimate:contact-by-sex" in build(small).ran


def test_a_build_with_nothing_to_do_loads_no_numerics(small: Path, build: Builder) -> None:
    build(small)
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from handrail.study.build import build_study; from handrail.study.runner import Silent\n"
        "report = build_study(Path(sys.argv[1]), prompt=None, progress=Silent(), today=date(2026, 11, 1))\n"
        "assert not report.ran, report.ran\n"
        "heavy = {'numpy', 'polars', 'scipy', 'typst', 'pyreadstat', 'docx'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(small)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
