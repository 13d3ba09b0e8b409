"""Rule 1: no score, rank, probability or class membership of one person leaves memory."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from public_walk import commands, lengths, public_names, rooms
from pypdf import PdfReader

from handrail.interviews import read_participants
from handrail.risk import (
    Alternatives,
    Exposure,
    Factor,
    RiskAnalysis,
    RiskFactor,
    RiskOutcome,
    associations,
    attributable_fraction,
    blockwise,
    discrimination,
    interactions,
    leave_one_country_out,
    mediation,
    model_result,
    needed_size,
    performance_by_group,
    sample_size_check,
    service_reach,
    specification_curve,
    validation,
    what_if,
)
from handrail.survey import (
    Design,
    VictimisationType,
    alpha,
    crosstab_result,
    difference_result,
    duplicated_ids,
    estimate,
    omega,
    polyvictimisation,
    pooled,
    pooled_result,
    quantile_result,
    read_survey,
    to_result,
)
from handrail.typology import (
    LatentClasses,
    class_invariance,
    compare_classes,
    invariance_result,
    own_classes,
    typology_result,
)

PER_PERSON = re.compile(
    r"predict|score|rank|classif|assign|membership|posterior|propensity|residuals|leverage|fitted|lookup"
    r"|probabilit(y|ies)_of|probability_for|profile_of|risk_of|odds_of|nearest|similar|screen|flag_person"
    r"|most_likely|(?<!second)_person\b|person_|respondent_|_respondents?$|by_respondent|per_respondent|for_respondent",
    re.IGNORECASE,
)
PER_PERSON_WORDS = re.compile(
    r"\b(scores?|ranks?|ranking|predict\w*|classif\w+|membership|probability of"
    r"|each (person|respondent|child))\b",
    re.IGNORECASE,
)


def test_rule_1_the_walk_reaches_every_room_and_every_kind_of_name() -> None:
    paths = [path for path, _ in public_names()]
    assert {path.partition(".")[0] for path in paths} == set(rooms()) - {"cli"} | {"cli"}
    assert {"risk", "typology"} <= set(rooms())
    for known in (
        "risk.associations(factors)",
        "typology.LatentClasses.fit(weights)",
        "typology.LatentClasses.class_shares_",
        "typology.ClassComparison.best",
        "survey.LogitModel.wald(term)",
        "survey.Estimates.table",
        "study.Plan.survey.id_column",
        "disclosure.review(ledger)",
        "store.Store.put_dataset",
    ):
        assert known in paths, known
    assert len(paths) > 1200


OF_ITEMS = {"typology.LatentClasses.bivariate_residuals_"}
"""Names of the field that sound like a person's and are of pairs of items."""


def test_rule_1_no_public_name_method_field_or_parameter_speaks_of_one_person() -> None:
    found = [path for path, name in public_names() if PER_PERSON.search(name)]
    assert set(found) <= OF_ITEMS, found


def test_rule_1_no_command_or_option_speaks_of_one_person() -> None:
    found = list(commands())
    names = [path for path, _, _ in found]
    assert "handrail build --text-only" in names
    assert "handrail trace node" in names
    assert [path for path, name, _ in found if PER_PERSON.search(name)] == []
    assert [path for path, _, words in found if PER_PERSON_WORDS.search(words)] == []


# -- what estimators return ----------------------------------------------------------------------------

ROWS, SILENT = 1013, 36
"""A prime, and a number of rows without an answer: no count of classes, cells or starts is like it."""


def answers() -> pl.DataFrame:
    chance = np.random.default_rng(11)
    high = chance.random(ROWS) < 0.4
    items = {
        name: (chance.random(ROWS) < np.where(high, 0.8, 0.15)).astype(int)
        for name in ("asked", "moved", "met")
    }
    frame = pl.DataFrame(items).with_columns(
        pl.Series("sex", np.where(chance.random(ROWS) < 0.5, "Female", "Male")),
        pl.Series("hours", chance.normal(3, 1, ROWS)),
        pl.Series("weight", chance.uniform(0.5, 1.5, ROWS)),
        pl.Series("stratum", np.arange(ROWS) % 4),
        pl.Series("cluster", np.arange(ROWS) // 12),
    )
    silent = pl.int_range(pl.len()) < SILENT
    return frame.with_columns(pl.when(~silent).then(pl.col("asked", "moved", "met", "hours")))


ABOUT = {"name": "estimate:x", "title": "X", "source": "s", "sample": "convenience", "selection": "Alike."}


def returned() -> Iterator[tuple[str, object]]:
    """Yield what every public function over answers gives back."""
    frame = answers()
    design = Design(frame, weights="weight", strata="stratum", clusters="cluster", nest=True)
    items = frame.select("asked", "moved", "met")
    proportion = design.proportion("asked", "sex")
    yield "proportion", proportion
    yield "mean", design.mean("hours", "sex")
    yield "total", design.total("asked")
    yield "ratio", design.ratio("asked", "hours")
    yield "logit", design.logit("asked ~ sex + hours")
    yield "wald", design.logit("asked ~ sex + hours").wald("sex")
    yield "linear", design.linear("hours ~ sex + asked")
    yield "poisson", design.poisson("asked ~ sex + rcs(hours, 3)")
    yield "ordinal", design.ordinal("asked ~ sex + hours")
    yield "multinomial", design.multinomial("sex ~ asked + hours")
    yield "firth", design.firth("asked ~ sex + hours")
    yield "quantile", design.quantile("hours", by="sex")
    yield "crosstab", design.crosstab("asked", "sex")
    yield "difference", design.difference("hours", "sex")
    yield "pooled", pooled(design, "asked", "stratum", "equal")
    yield "alpha", alpha(design, ["asked", "moved", "met"])
    yield "omega", omega(design, {"told": ["asked", "moved", "met"]})
    types = [VictimisationType(name, name) for name in ("asked", "moved", "met")]
    yield "types told of", polyvictimisation(design, types, minimum_answered=2)
    told = {"dimension_labels": {}, "public_use": False, "variable_label": "", **ABOUT}
    yield "quantiles told", quantile_result(design.quantile("hours"), **told)  # type: ignore[arg-type]
    yield "difference told", difference_result(design.difference("asked", "sex"), **told)  # type: ignore[arg-type]
    shares = design.proportion("asked", "sex"), design.proportion("asked")
    yield "crosstab told", crosstab_result(design.crosstab("sex", "asked"), *shares, **told)  # type: ignore[arg-type]
    yield "pooled told", pooled_result(pooled(design, "asked", "stratum", "equal"), **told)  # type: ignore[arg-type]
    yield "margins", design.margins("asked ~ sex + hours")
    yield "standardised", design.standardised("asked ~ sex + hours", "sex")
    yield "shares of categories", design.standardised_categories("asked ~ sex + hours", "sex")
    factors = [Factor("sex", "Sex", "Who answered"), Factor("hours", "Hours", "Exposure online", "hour")]
    for kind, outcome, more in (
        ("logit", "asked", {"margins": True, "standardised": ["sex"], "splines": {"hours": 3}}),
        ("linear", "hours", {"margins": True, "standardised": ["met"]}),
        ("poisson", "asked", {"margins": True}),
        ("ordinal", "asked", {"standardised": ["sex"]}),
        ("multinomial", "asked", {"standardised": ["sex"]}),
        ("firth", "asked", {}),
    ):
        asked = factors if outcome == "asked" else [factors[0], Factor("met", "Met", "Exposure online")]
        yes_no = outcome == "asked" and kind in ("logit", "poisson", "firth")
        about = {**ABOUT, "kind": kind, "outcome_label": "O", "yes_no": yes_no, **more}
        yield f"{kind} told", model_result(design, outcome, asked, **about)  # type: ignore[arg-type]
    yield "estimate", estimate(design, "proportion", "asked", "sex", **ABOUT)  # type: ignore[arg-type]
    yield (
        "to_result",
        to_result(proportion, dimension_labels={}, public_use=False, variable_label="", **ABOUT),
    )  # type: ignore[arg-type]
    factors = [Factor("sex", "Sex", "Who answered"), Factor("hours", "Hours", "Use", "hour")]
    yield "associations", associations(design, "asked", factors, outcome_label="Asked", **ABOUT)  # type: ignore[arg-type]
    yield "discrimination", discrimination(design, "asked ~ sex + hours")
    yield from analysed(design)
    fitted = LatentClasses(2, starts=5).fit(items, frame["weight"])
    yield "latent classes", fitted
    yield "comparison", compare_classes(items, [1, 2], starts=5, weights=frame["weight"])
    yield (
        "typology",
        typology_result(items, classes=2, considered=[1, 2], starts=5, weights=frame["weight"], **ABOUT),
    )  # type: ignore[arg-type]
    compared = class_invariance(items, frame["sex"], 2, starts=3, weights=frame["weight"])
    own = own_classes(items, frame["sex"], [1, 2], starts=3, weights=frame["weight"])
    yield "groups", compared
    yield "own classes", own
    yield "groups told", invariance_result(compared, own, **ABOUT)  # type: ignore[arg-type]
    yield "duplicates", duplicated_ids
    yield "shares", fitted.class_shares_


def analysed(design: Design) -> Iterator[tuple[str, object]]:
    """Yield what every step of a declared risk analysis gives back."""
    analysis = RiskAnalysis(
        name="model:asked",
        title="Asked",
        source="s",
        sample="convenience",
        outcome=RiskOutcome("asked", "Asked", "risk"),
        factors=(
            RiskFactor("sex", "Sex", "demographic"),
            RiskFactor("hours", "Hours", "online behaviour", "hour"),
            RiskFactor("moved", "Moved", "other linked risk factors"),
        ),
        country="stratum",
        country_weight="equal",
        nothing_to_change="None was asked.",
    )
    yield "analysis", analysis
    yield "blocks", blockwise(design, analysis)
    yield "interactions", interactions(design, analysis)
    yield "validation", validation(design, analysis, resamples=3)
    yield "countries", leave_one_country_out(design, analysis)
    yield "groups", performance_by_group(design, analysis, "sex")
    yield "size", sample_size_check(design, analysis)
    yield "needed", needed_size(3, 0.2)
    yield "reach", service_reach(design, analysis)
    ordered = replace(
        analysis,
        factors=(
            RiskFactor("sex", "Sex", "demographic"),
            RiskFactor("moved", "Moved", "offline adversity"),
            RiskFactor("met", "Met", "other linked risk factors"),
        ),
        time_order="Moving came first.",
    )
    adversity = Exposure("moved", "adversity", "0", "Nothing else explains it.")
    yield "attributable", attributable_fraction(design, ordered, adversity)
    yield "mediation", mediation(design, ordered, adversity, "met", "1")
    yield "what if", what_if(design, ordered, replace(adversity, name="met", kind="service"))
    alternatives = Alternatives(left_out=(("hours",),), weights=("",))
    yield "specifications", specification_curve(design, analysis, "moved", alternatives)


def test_rule_1_nothing_that_an_estimator_returns_has_an_entry_a_respondent() -> None:
    barred = {ROWS, ROWS - SILENT, ROWS * 2, (ROWS - SILENT) * 2, SILENT}
    seen = 0
    for what, value in returned():
        for path, length in lengths(value, what):
            seen += 1
            assert length not in barred, path
            assert length < 150, path
    assert seen > 1500


def test_rule_1_the_walk_over_what_is_returned_would_find_answers_wherever_they_lie() -> None:
    class Hidden:
        __slots__ = ("_kept",)

        def __init__(self) -> None:
            self._kept = {"a": [pl.DataFrame({"score": np.zeros(ROWS)})]}

    for value in (Hidden(), answers(), np.zeros((2, ROWS)), {"x": ({"y": [0] * ROWS},)}, Design(answers())):
        assert ROWS in {length for _, length in lengths(value)}


# -- what a build writes --------------------------------------------------------------------------------


class _Tables(HTMLParser):
    """Counts the rows of each table, the items of each list, and the marks of each drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self._open: list[list[int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("table", "ul", "ol", "svg", "dl"):
            self._open.append([0])
        elif self._open and tag in ("tr", "li", "circle", "rect", "path", "line", "dt", "use"):
            self._open[-1][0] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("table", "ul", "ol", "svg", "dl") and self._open:
            self.sizes.append(self._open.pop()[0])


def texts(folder: Path) -> dict[str, str]:
    """Return the words of every file in outputs/, with those that only a program reads."""
    found = {}
    for path in sorted((folder / "outputs").rglob("*")):
        if path.is_dir():
            continue
        if path.suffix == ".pdf":
            reader = PdfReader(path)
            words = "\n".join(page.extract_text() for page in reader.pages)
            about = reader.xmp_metadata and reader.xmp_metadata.stream.get_data()
            found[path.name] = f"{words}\n{reader.metadata}\n{about!r}"
        elif path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                found[path.name] = "\n".join(
                    f"{name}\n{archive.read(name).decode('utf-8')}"
                    for name in archive.namelist()
                    if name.endswith((".xml", ".rels"))
                )
        else:
            found[path.name] = path.read_text("utf-8")
    return found


def test_rule_1_no_page_or_file_of_a_build_names_a_respondent_participant_or_transcript(
    built_demonstration: Path,
) -> None:
    sources = built_demonstration / "sources"
    people = {one.name for one in read_participants(sources / "participants.csv", ("sector", "country"))}
    assert len(people) == 11
    documents = {path.name for path in sources.glob("interview-*")}
    stems = {Path(name).stem for name in documents}
    numbers = {
        str(number)
        for name in ("police.csv", "young-adults.csv")
        for number in read_survey(sources / name).frame["respondent"].to_list()
    }
    assert len(numbers) > 2500
    written = texts(built_demonstration)
    assert {"guideline.html", "guideline.pdf", "guideline.docx", "results.json"} <= set(written)
    assert sum(name.endswith(".csv") for name in written) > 10
    for name, words in written.items():
        if name == "guideline.docx":
            # Word's own attributes are lengths in twentieths of a point; words are what stands between tags.
            words = re.sub(r"<[^>]*>", "\n", words)
        said = set(re.findall(r"(?<![\w.#])\w[\w-]*(?![\w%])", words))
        assert not said & people, name
        assert not {one for one in stems | documents if one in words}, name
        assert not said & numbers, name


def test_rule_1_no_file_of_a_build_has_a_row_a_respondent_or_participant(built_demonstration: Path) -> None:
    outputs = built_demonstration / "outputs"
    most = 0
    for path in outputs.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            most = max(most, len(list(csv.reader(stream))))
    results = json.loads((outputs / "results.json").read_text("utf-8"))
    for path, length in lengths(results["results"], "results.json"):
        assert length < 200, path
    page = _Tables()
    page.feed((outputs / "guideline.html").read_text("utf-8"))
    assert len(page.sizes) > 50
    with zipfile.ZipFile(outputs / "guideline.docx") as archive:
        rows = [
            part.count("<w:tr>") + part.count("<w:tr ")
            for part in archive.read("word/document.xml").decode().split("<w:tbl>")
        ]
    assert max(most, *rows) < 60
    # A drawing of dots would have one a respondent: 1,166 and 1,401.
    assert max(page.sizes) < 300


def test_rule_1_a_cell_of_one_respondent_is_no_way_to_a_number(
    small: Path, build: Callable[..., object]
) -> None:
    from small_study import rows, write_rows

    values = rows()
    for row in values:
        row[2] = 2
    values[41][2] = 1  # one woman among 120
    write_rows(small, values)
    build(small)
    [result] = json.loads((small / "outputs/results.json").read_text("utf-8"))["results"]
    alone = [cell for cell in result["table"] if cell["group"] == {"sex": "Female"}]
    assert [cell["withheld"] for cell in alone] == ["fewer than 10 respondents in the base"]
    assert all(cell.get("estimate") is None and cell["n"] is None for cell in alone)
    # Nor by subtraction from the whole.
    whole = [cell for cell in result["table"] if not cell["group"]]
    assert all(cell["withheld"] for cell in whole)


@pytest.mark.parametrize(
    "name", ["predict", "predict_proba", "transform", "fit_predict", "score", "posterior_"]
)
def test_rule_1_a_fitted_typology_has_no_class_of_a_row(name: str) -> None:
    fitted = LatentClasses(2, starts=3).fit(answers().select("asked", "moved", "met"))
    assert not hasattr(fitted, name)
