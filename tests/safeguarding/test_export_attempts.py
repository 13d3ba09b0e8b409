"""Ways in which a person could try to get something about one person, or something unreviewed, out of a study."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import copy
import copyreg
import dataclasses
import io
import json
import pickle
import random
import re
import shelve
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import polars as pl
import pytest
from small_study import PLAN, TODAY, rows, write_rows
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.disclosure import Ledger, Released, review
from handrail.documents import Document, Figure, Section, TableBlock, csv_of, draw_figure, write_html
from handrail.store import DEMONSTRATION_PASSPHRASE, Store
from handrail.study.build import build_study
from handrail.study.runner import Silent
from handrail.survey import Design, Survey, Variable
from handrail.survey.items import items_of
from handrail.survey.levels import levels_of
from handrail.survey.logit import _fit
from handrail.typology import LatentClasses, compare_classes
from handrail.values import Cell, DisclosureRefused, HandrailError, Table

HERON = "the heron stood in the reeds"
NOTE = '[[survey.variable]]\nname = "note"\nfrom = "note"\nlabel = "Note"\n'
HEAD = "respondent,q1,q2,stratum,cluster"


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def tried(folder: Path) -> tuple[int, str]:
    """Build, and return the exit code with everything that was said."""
    try:
        report = build_study(folder, prompt=None, progress=Silent(), today=TODAY)
    except HandrailError as refused:
        return refused.exit_code, str(refused)
    code = 0 if report.error is None else report.error.exit_code
    return code, "\n".join([str(report.error or ""), *report.refusals, *report.messages])


def written(folder: Path) -> str:
    """Return every text that a build left in outputs/."""
    import zipfile

    from pypdf import PdfReader

    said = []
    for path in sorted((folder / "outputs").rglob("*")):
        if path.suffix in (".html", ".json", ".csv"):
            said.append(path.read_text("utf-8"))
        elif path.suffix == ".pdf":
            said += [page.extract_text() for page in PdfReader(path).pages]
        elif path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                xml = archive.read("word/document.xml").decode()
            said.append(re.sub(r"<[^>]+>", "", xml))
    return "\n".join(said)


# -- through the plan: refused before or while it is built ------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """An edit of the plan (and of the answers), and how it ends."""

    name: str
    code: int
    rule: str
    edits: tuple[tuple[str, str], ...]
    more: str = ""
    """A further column, with a value for each respondent."""


def each(number: int) -> str:
    return f"{HERON} {number}"


ATTEMPTS = (
    Attempt("a respondent number as a group", 10, "a respondent number is no variable",
            (('from = "q2"', 'from = "respondent"'),)),
    Attempt("a copy of the respondent number as a group", 11, "declared categories",
            (("[[analysis]]", NOTE + "[[analysis]]"), ('by = ["sex"]', 'by = ["note"]')), "{number}"),
    Attempt("a copy of the respondent number with a category for each", 11, "shared by respondents",
            (("[[analysis]]", NOTE + "categories = {" + ", ".join(f'"{i}" = "No. {i}"' for i in range(120)) + "}\n[[analysis]]"),
             ('by = ["sex"]', 'by = ["note"]')), "{number}"),
    Attempt("a category for each respondent as what is measured", 11, "shared by respondents",
            (("[[analysis]]", NOTE + "categories = {" + ", ".join(f'"{i}" = "No. {i}"' for i in range(120)) + "}\n[[analysis]]"),
             ('variable = "contact"', 'variable = "note"'), ('by = ["sex"]\n', "")), "{number}"),
    Attempt("free text as groups", 11, "declared categories",
            (("[[analysis]]", NOTE + "[[analysis]]"), ('by = ["sex"]', 'by = ["note"]')), HERON + " {number}"),
    Attempt("free text as what is measured", 11, "declared categories",
            (("[[analysis]]", NOTE + "[[analysis]]"), ('variable = "contact"', 'variable = "note"')), HERON + " {number}"),
    Attempt("where on a sentence that one person wrote", 11, "free text",
            (("[[analysis]]", NOTE + "[[analysis]]"),
             ('by = ["sex"]', f'where = {{ note = ["{HERON} 17"] }}')), HERON + " {number}"),
    Attempt("a share of two people asked for as a mean", 11, "is a proportion",
            (('measure = "proportion"', 'measure = "mean"'),)),
    Attempt("a special variable below country", 10, "never crossed below country",
            (('coder_welfare = "w"', 'coder_welfare = "w"\nlegal_condition = "Article 9"'),
             ('yes = [1]\nno = [2]', 'yes = [1]\nno = [2]\nspecial = "health"'),
             ('categories = { "1" = "Female"', 'geography = "below country"\ncategories = { "1" = "Female"'))),
    Attempt("a special variable without a legal condition", 10, "legal condition",
            (('yes = [1]\nno = [2]', 'yes = [1]\nno = [2]\nspecial = "health"'),)),
    Attempt("a source outside the study", 10, "relative to sources/", (('"adults.csv"', '"../../adults.csv"'),)),
    Attempt("a source at an absolute path", 10, "relative to sources/", (('"adults.csv"', '"/etc/passwd"'),)),
    Attempt("a lower limit without a reason", 10, "needs a reason",
            (("[[analysis]]", "[disclosure]\nsmallest_cell = 1\n[[analysis]]"),)),
    Attempt("a limit of nought with a reason", 10, "greater than or equal to 1",
            (("[[analysis]]", '[disclosure]\nsmallest_cell = 0\nreason = "r"\n[[analysis]]'),)),
    Attempt("an e-mail address as a label", 10, "no single person", (('label = "Sex"', 'label = "Sex (ask anna.b@school.sch.uk)"'),)),
    Attempt("a user name as a category", 10, "no single person", (('"2" = "Male"', '"2" = "@anna_05"'),)),
    Attempt("a phone number in a title", 10, "no single person", (('title = "Unwanted contact"', 'title = "Call +44 20 7946 0958"'),)),
    Attempt("a key of a column of e-mail addresses in the answers", 11, "waits for a person", (), "pupil{number}@oak.lewes.sch.uk"),
    Attempt("minors without an approval that names them", 10, "minors", (('who = "adults"', 'who = "minors"'),)),
    Attempt("another purpose than the closed list", 10, "closed list", (('purpose = "prevention"', 'purpose = "screening"'),)),
    Attempt("a study past its expiry", 10, "read-only", (("expires = 2030-01-01", "expires = 2020-01-01"),)),
    Attempt("a prediction as a model's title", 10, "no prediction",
            (("[[analysis]]", '[[model]]\nid = "m"\ntitle = "Predict who is targeted"\nsurvey = "adults"\noutcome = "contact"\n'
              'factors = ["sex"]\nnothing_to_change = "x"\n[[analysis]]'), ('label = "Sex"', 'label = "Sex"\nrole = "background"'))),
)  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: one.name)
def test_an_attempt_through_the_plan_is_refused(small: Path, attempt: Attempt) -> None:
    if attempt.more:
        values = [[*row, attempt.more.format(number=row[0])] for row in rows()]
        write_rows(small, values, f"{HEAD},note")
    edit(small / "study.toml", *attempt.edits)
    code, said = tried(small)
    assert code == attempt.code, said
    assert attempt.rule in said, said
    assert HERON not in said
    assert "oak.lewes" not in said
    assert not (small / "outputs").exists()
    assert not (small / "study.db").exists()


WITHHELD = (
    ("a mean of one respondent through where", 'measure = "mean"\nvariable = "hours"\nwhere = { number = [17] }'),
    ("a share of one respondent through where", 'measure = "proportion"\nvariable = "contact"\nwhere = { number = [17] }'),
    ("a mean of nine through where", 'measure = "mean"\nvariable = "hours"\nwhere = { number = [1, 2, 3, 4, 5, 6, 7, 8, 9] }'),
    ("everyone but one, by sex and cluster of six", 'measure = "proportion"\nvariable = "contact"\nby = ["sex", "cluster"]'),
)  # fmt: skip


@pytest.mark.parametrize("analysis", [one[1] for one in WITHHELD], ids=[one[0] for one in WITHHELD])
def test_an_attempt_through_small_groups_leaves_without_a_number(small: Path, analysis: str) -> None:
    values = [[*row, row[0], 100.25 + 7 * int(str(row[0]))] for row in rows()]
    write_rows(small, values, f"{HEAD},number,hours")
    plan = PLAN.split("[[analysis]]")[0]
    for name in ("number", "hours"):
        plan += f'[[survey.variable]]\nname = "{name}"\nfrom = "{name}"\nlabel = "{name}"\n'
    clusters = ", ".join(f'"{i}" = "C{i}"' for i in range(1, 21))
    plan += f'[[survey.variable]]\nname = "cluster"\nfrom = "cluster"\nlabel = "C"\ncategories = {{ {clusters} }}\n'
    plan += f'[[analysis]]\nid = "a"\ntitle = "A"\nsurvey = "adults"\n{analysis}\n'
    (small / "study.toml").write_text(plan, "utf-8")
    code, said = tried(small)
    assert code == 0, said
    [result] = json.loads((small / "outputs/results.json").read_text("utf-8"))["results"]
    assert result["base"] is None
    assert result["left_out"] == []
    for cell in result["table"]:
        assert cell["withheld"]
        assert cell["n"] is None
        assert not [key for key in ("estimate", "se", "low", "high", "count") if cell.get(key) is not None]
    assert "fewer than 10" in said


# -- through quotations -----------------------------------------------------------------------------


def quotations_of(folder: Path) -> dict[str, str]:
    with Store.open(folder, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store:
        return {coding.name: coding.quotation for coding in store.codings()}


def approve(folder: Path, name: str, label: str) -> None:
    for path in (folder / "sources").glob("codings-*.toml"):
        text = path.read_text("utf-8")
        part = re.search(rf'\[\[coding\]\]\nid = "{name}"\n(?:(?!\[\[).*\n?)*', text)
        if part:
            given = re.sub(r"\[coding\.approval\]\n(?:[a-z_]+ = .*\n?)*", "", part[0]).rstrip()
            given += (
                '\n[coding.approval]\nby = "CD"\non = 2026-04-20\nrecognisable = false\nthird_party = false\n'
                f"operational_tactic = false\nlabel = [{label}]\n\n"
            )
            path.write_text(text.replace(part[0], given), "utf-8")
            return
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("name", "approved", "rule"),
    [
        ("ab-p01-sat-next-to", None, "a person approves each quotation"),
        ("ab-p02-tested", "", "within its consent"),
        ("ab-p01-first-half-hour", '"sector"', "at least 3 participants share"),
        ("ab-p01-first-half-hour", '"sector", "country"', "at least 3 participants share"),
    ],
    ids=[
        "not approved",
        "no consent to quotation",
        "a label of one participant",
        "a label of two attributes",
    ],
)
def test_an_attempt_to_quote_is_refused(
    thin_folder: Path, name: str, approved: str | None, rule: str
) -> None:
    if approved is None:
        edit(thin_folder / "guideline/findings.toml", ("supports = [", f'supports = ["passage:{name}", '))
    else:
        approve(thin_folder, name, approved)
    code, said = tried(thin_folder)
    assert code == 0, said
    assert [line for line in said.splitlines() if name in line and rule in line], said
    words = quotations_of(thin_folder)[name]
    assert " ".join(words.split()) not in " ".join(written(thin_folder).split())


@pytest.mark.parametrize(
    ("file", "where"),
    [
        ("sources/themes.toml", 'sentence = "'),
        ("guideline/findings.toml", 'sentence = "'),
        ("guideline/joint-display.toml", 'why = "'),
        ("study.toml", 'recruitment = "'),
    ],
)
def test_an_attempt_to_quote_eight_words_in_the_team_s_own_prose_is_refused(
    thin_folder: Path, file: str, where: str
) -> None:
    spoken = "when a child told us what had happened nobody in the station knew what to say next"
    talk = thin_folder / "sources/interview-p02.md"
    talk.write_text(talk.read_text("utf-8").rstrip() + f" And {spoken}.\n", "utf-8")
    eight = " ".join(spoken.split()[3:11])
    edit(thin_folder / file, (where, f"{where}As one of them put it, {eight}. "))
    code, said = tried(thin_folder)
    assert code == 12, said
    assert eight not in said
    assert not (thin_folder / "outputs").exists()


# -- through Python: models, answers and unreviewed tables --------------------------------------------


def answers() -> pl.DataFrame:
    chance = random.Random(4)
    return pl.DataFrame({name: [chance.randrange(2) for _ in range(137)] for name in ("a", "b", "c", "d")})


def inner(design: Design) -> dict[str, object]:
    """Return what the rooms keep of answers while they reckon: one entry a respondent."""
    fitted = _fit(design, "a ~ b + c", None, 0.95, "design")
    levels = {"F": 60, "M": 90}
    words = pl.when(pl.col("a") == 1).then(pl.lit("F")).otherwise(pl.lit("M"))
    sexed = Design(design.frame.with_columns(sex=words))
    return {
        "fit": fitted,
        "solution": fitted.solved,
        "question": fitted.solved.asked,
        "numbers of the factors": fitted.matrix,
        "answers to a factor": fitted.matrix.factors["b"],
        "items": items_of(design, ["a", "b"], None),
        "levels": levels_of(design.frame["a"]),
        "clusters of rows": design.structure,
        "replicates": design.as_replicates("bootstrap", replicates=3).replicate,
        "calibration": sexed.calibrate({"sex": levels}).calibration,
        "raking": sexed.rake({"sex": levels, "a": {"1": 60, "0": 90}}).calibration,
    }


@cache
def held() -> dict[str, object]:
    frame = answers()
    return {
        "survey": Survey("s.csv", frame, tuple(Variable(name) for name in frame.columns), "csv"),
        "design": Design(frame),
        "regression": Design(frame).logit("a ~ b + c"),
        **{f"{name}, which no caller is given": value for name, value in inner(Design(frame)).items()},
        "latent classes": LatentClasses(2, starts=3).fit(frame),
        "comparison of classes": compare_classes(frame, [1, 2], starts=3),
    }


def _shelved(value: object) -> object:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, shelve.open(str(Path(folder, "s"))) as kept:
        kept["x"] = value
    return kept


WAYS: dict[str, Callable[[object], object]] = {
    "pickle.dumps": pickle.dumps,
    "an old pickle protocol": lambda value: pickle.dumps(value, 0),
    "a pickle inside a list": lambda value: pickle.dumps([{"kept": value}]),
    "a pickler in Python": lambda value: pickle._Pickler(io.BytesIO()).dump(value),  # type: ignore[attr-defined]
    "the pickler of worker processes": ForkingPickler.dumps,
    "shelve": _shelved,
    "copy.deepcopy": copy.deepcopy,
    "copyreg": lambda value: copyreg._reduce_ex(value, 1),
    "__reduce__": lambda value: value.__reduce__(),
    "__getstate__": lambda value: value.__getstate__(),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_attempt_to_pickle_a_model_or_answers_is_refused(way: str) -> None:
    for what, value in held().items():
        with pytest.raises(DisclosureRefused, match="reviewed tables") as refused:
            WAYS[way](value)
        assert refused.value.exit_code == 12, what


def test_what_is_kept_of_answers_while_they_are_reckoned_with_prints_none_of_them() -> None:
    for what, value in inner(Design(answers())).items():
        assert len(repr(value)) < 120, what
        assert "array" not in repr(value), what


def unreviewed() -> Table:
    cell = Cell({"sex": "Another"}, None, 7, 3, {"estimate": 3 / 7})
    return Table("estimate:a", "A", "share", ("sex",), (cell,), "s", "v")


class Pretended:
    """Looks like what review released."""

    def __init__(self, table: Table) -> None:
        self.tables, self.quotations, self.refusals = {table.name: table}, {}, ()


@pytest.mark.parametrize("given", [unreviewed(), Pretended(unreviewed()), {"estimate:a": unreviewed()}])
def test_an_attempt_to_write_an_unreviewed_table_is_refused(given: object) -> None:
    with pytest.raises(TypeError, match="review released"):
        csv_of(given, "estimate:a")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="review released"):
        draw_figure(Figure("estimate:a", "T", "A", ""), given)  # type: ignore[arg-type]
    part = Section("M", "m", (TableBlock("estimate:a", "C"),))
    with pytest.raises(TypeError, match="review released"):
        Document("G", "", "en", None, (), (part,), (), given)  # type: ignore[arg-type]


def test_an_attempt_to_put_together_what_was_released_without_review_is_refused() -> None:
    with pytest.raises(DisclosureRefused, match="what review released"):
        Released({"estimate:a": unreviewed()}, {}, ())
    honest = review([], [], Ledger()).released
    with pytest.raises(DisclosureRefused, match="what review released"):
        dataclasses.replace(honest, tables={"estimate:a": unreviewed()})


def test_an_attempt_to_slip_an_unreviewed_table_past_a_document_s_check_is_refused() -> None:
    part = Section("M", "m", (TableBlock("estimate:a", "C"),))
    document = object.__new__(Document)
    vars(document).update(
        title="G", subtitle="", language="en", banner=None, front=(), sections=(part,), footer=(), authors=(),
        released=Pretended(unreviewed()),
    )  # fmt: skip
    with pytest.raises(TypeError, match="review"):
        write_html(document)


def test_an_attempt_to_print_a_table_that_was_not_among_the_reviewed_ones_is_refused() -> None:
    released = review([], [], Ledger()).released
    with pytest.raises(ValueError, match="was released"):
        Document(
            "G", "", "en", None, (), (Section("M", "m", (TableBlock("estimate:a", "C"),)),), (), released
        )
    with pytest.raises(TypeError):
        released.tables["estimate:a"] = unreviewed()  # type: ignore[index]


# -- through the command line --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "participant:P01"),
        ("trace", "P01"),
        ("trace", "respondent:17"),
        ("export",),
        ("build", "--out", "/tmp/elsewhere"),
        ("build", "--pickle"),
        ("predict",),
    ],
    ids=" ".join,
)
def test_an_attempt_through_the_command_line_is_a_usage_error(
    built_demonstration: Path, words: tuple[str, ...]
) -> None:
    done = CliRunner().invoke(app, [*words, str(built_demonstration)])
    assert done.exit_code == 2, done.output


@pytest.mark.parametrize("as_json", [True, False])
def test_an_attempt_to_read_a_passage_through_trace_prints_no_words(
    built_demonstration: Path, as_json: bool
) -> None:
    quotations = quotations_of(built_demonstration)
    for name, words in list(quotations.items())[:12]:
        options = ["--json"] if as_json else []
        done = CliRunner().invoke(app, ["trace", f"passage:{name}", str(built_demonstration), *options])
        assert done.exit_code == 0, done.output
        assert words not in " ".join(done.output.split())
        assert words[:40] not in done.output


def test_at_least_twenty_attempts_are_made() -> None:
    assert len(ATTEMPTS) + len(WITHHELD) + 4 + 4 + len(WAYS) + 5 + 8 >= 20
    assert len({one.name for one in ATTEMPTS}) == len(ATTEMPTS)
