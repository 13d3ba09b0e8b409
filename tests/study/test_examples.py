"""The examples, built whole on the real files: they reproduce what was published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handrail.store import Store
from handrail.study.build import BuildReport
from handrail.study.trace import trace_node

Builder = Callable[..., BuildReport]
PASSPHRASE = "a passphrase for this test only"


@pytest.fixture
def example(
    tmp_path: Path, data_folder: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """Return a function that copies an example, without anything that was built in place."""
    assert data_folder
    monkeypatch.setenv("HANDRAIL_KEY", PASSPHRASE)

    def copy(name: str) -> Path:
        ignore = shutil.ignore_patterns("study.db*", "study.key", "outputs")
        shutil.copytree(pytestconfig.rootpath / "examples" / name, tmp_path / name, ignore=ignore)
        return tmp_path / name

    return copy


def cells(folder: Path, node: str) -> dict[tuple[str, ...], dict[str, float]]:
    results = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    table = next(one["table"] for one in results if one["id"] == node)
    return {
        (*cell["group"].values(), *([cell["category"]] if cell["category"] else [])): cell for cell in table
    }


def per_cent(cell: dict[str, float]) -> tuple[float, float, float]:
    return tuple(round(100 * cell[name], 1) for name in ("estimate", "low", "high"))  # type: ignore[return-value]


def test_the_yrbs_example_reproduces_the_published_estimates(
    example: Callable[[str], Path], build: Builder
) -> None:
    folder = example("yrbs")
    report = build(folder)
    assert report.error is None
    # Youth Online, physical dating violence 2019: estimate, limits and n (tests/reference/README.md).
    violence = cells(folder, "estimate:dating-violence-by-sex")
    assert (*per_cent(violence[()]), violence[()]["n"]) == (8.2, 7.2, 9.4, 8703)
    assert (*per_cent(violence["Female",]), violence["Female",]["n"]) == (9.3, 8.0, 10.8, 4441)
    assert (*per_cent(violence["Male",]), violence["Male",]["n"]) == (7.0, 5.8, 8.4, 4168)
    # MMWR Suppl 2020;69(1):28-37: electronic bullying 15.7 %, bullied at school 19.5 %.
    bullying = cells(folder, "estimate:electronic-bullying-by-sex")
    assert per_cent(bullying[()])[0] == 15.7
    # The interval of R survey 4.5 with 37 degrees of freedom.
    assert bullying[()]["low"] == pytest.approx(0.146148258, abs=1e-6)
    assert bullying[()]["high"] == pytest.approx(0.168717497, abs=1e-6)
    assert bullying[()]["df"] == 37
    times = cells(folder, "estimate:dating-violence-times-by-sex")
    assert per_cent(times["Female", "1 time"]) == (51.7, 44.2, 59.2)
    assert per_cent(times["Male", "4 or more times"]) == (41.6, 34.6, 48.9)
    # The same MMWR: sexual dating violence 8.2 %, sexual violence by anyone 10.8 %.
    assert per_cent(cells(folder, "estimate:sexual-dating-violence-by-sex")[()])[0] == 8.2
    assert per_cent(cells(folder, "estimate:sexual-violence-by-sex")[()])[0] == 10.8
    # R survey 4.5, svychisq(statistic = "F") of identity and electronic bullying, at six digits.
    (test,) = cells(folder, "estimate:identity-and-electronic-bullying.test").values()
    assert (test["f"], test["df1"], test["df2"]) == (43.5505, 1.66016, 59.7657)
    (girls,) = cells(folder, "estimate:girls-and-boys.differences").values()
    female, male = bullying["Female",]["estimate"], bullying["Male",]["estimate"]
    assert girls["estimate"] == pytest.approx(female - male, abs=2e-6)
    # svyglm of R survey 4.1.1, quasipoisson, epsilon = 1e-15.
    shares = {key[1:]: cell for key, cell in cells(folder, "model:electronic-bullying-shares").items()}
    for label, ratio, se in (
        ("Bullied at school in the past 12 months", 7.9055929956943638, 0.0682500917785381),
        ("Computer or games 3 hours a day or more", 1.1598640390647419, 0.0564539405536609),
    ):
        assert shares[label, "Yes"]["estimate"] == pytest.approx(ratio, rel=5e-6)
        assert shares[label, "Yes"]["se"] == pytest.approx(se, rel=5e-6)
    # svyglm of R survey 4.1.1, quasibinomial, run to convergence (epsilon = 1e-15: at its default, errors are
    # off in the sixth digit), the same 8,570 students; t with 37 - 14 degrees of freedom.
    # results.json has six digits: half a unit of the last is 5e-6 at most.
    odds = cells(folder, "risk:electronic-bullying")
    bullied = odds["Offline adversity", "Bullied at school in the past 12 months", "Yes"]
    assert bullied["estimate"] == pytest.approx(13.5998388205, rel=5e-6)
    assert bullied["low"] == pytest.approx(11.2393492, rel=5e-6)
    assert bullied["high"] == pytest.approx(16.4560788, rel=5e-6)
    team = odds["Protective factors", "On a sports team", "Yes"]
    assert team["estimate"] == pytest.approx(1.2411042392, rel=5e-6)
    assert odds["Demographic", "Race or ethnicity", "Black"]["estimate"] == pytest.approx(
        0.44207505, rel=1e-6
    )
    parts = cells(folder, "risk:electronic-bullying.dominance")
    steps = list(cells(folder, "risk:electronic-bullying.blocks").values())
    assert sum(one["estimate"] for one in parts.values()) == pytest.approx(steps[-1]["r2"], abs=1e-5)
    results = json.loads((folder / "outputs/results.json").read_text("utf-8"))["results"]
    risks = [one for one in results if one["id"].startswith("risk:")]
    assert len(risks) == 20
    # The survey has no order in time: nothing is attributed, changed or mediated.
    assert not any("attributable" in one["id"] or "mediation" in one["id"] for one in risks)
    assert all("not a screening of a child" in " ".join(one["notes"]) for one in risks)
    shares = cells(folder, "typology:victimisation.shares")
    assert [per_cent(one) for one in shares.values()] == [
        (75.9, 72.8, 78.8), (13.8, 11.3, 16.8), (7.2, 5.5, 9.4), (3.1, 2.3, 4.1),
    ]  # fmt: skip
    assert all(one["df"] == 37 for one in shares.values())
    numbers = cells(folder, "typology:victimisation.criteria")
    assert min(numbers, key=lambda number: numbers[number]["dbic"]) == ("4",)
    back = cells(folder, "typology:victimisation.recovered")
    assert min(one["recovered"] for one in back.values()) >= 0.9
    unsafe = cells(folder, "typology:victimisation.outcome-unsafe")
    little, *others = unsafe.values()
    # 4.6 per cent: near 0 a share leaves as a limit alone.
    assert (little["below"], "estimate" in little) == (0.05, False)
    assert [per_cent(one)[0] for one in others] == [18.4, 19.5, 41.8]
    assert build(folder).ran == []


def test_the_transcripts_example_joins_both_strands_in_one_guideline(
    example: Callable[[str], Path], build: Builder
) -> None:
    folder = example("transcripts")
    report = build(folder)
    assert report.error is None
    with Store.open(folder, PASSPHRASE) as store:
        formats = {document.format for document in store.documents()}
        assert formats == {"docx", "odt", "txt"}
        assert len(store.documents()) == 5
        for coding in store.codings():
            document = store.document(coding.document)
            assert document is not None
            assert document.text[coding.start : coding.end] == coding.quotation
    kinds = set()
    recommendations = json.loads((folder / "outputs/results.json").read_text("utf-8"))["nodes"]
    for node in recommendations:
        if node["kind"] == "recommendation":
            kinds |= {step.kind for step in trace_node(folder, node["id"], prompt=None).down}
    assert {"finding", "theme", "passage", "estimate", "variable", "source"} <= kinds
    assert build(folder).ran == []


def test_an_odt_preview_picture_stops_the_example_without_the_note_of_a_person(
    example: Callable[[str], Path], build: Builder
) -> None:
    folder = example("transcripts")
    plan = folder / "study.toml"
    text = plan.read_text("utf-8")
    assert "[interviews.text_only]" in text
    lines = [line for line in text.splitlines() if 'qualcoder_example_ID2.odt" =' not in line]
    plan.write_text("\n".join(lines), "utf-8")
    report = build(folder)
    assert report.error is not None
    assert report.error.exit_code == 11
    assert "safeguarding lead" in str(report.error)


def test_the_lowered_protection_of_the_demonstration_does_not_open_a_real_study(
    example: Callable[[str], Path], build: Builder
) -> None:
    folder = example("transcripts")
    build(folder)
    key = json.loads((folder / "study.key").read_text("utf-8"))
    assert "argon2id" in json.dumps(key)
    assert b"SQLite format 3" not in (folder / "study.db").read_bytes()[:64]
