"""The seeds of the corpus: small files of every format, made here; run this file to write them again."""

# ruff: noqa: E501 - one case a line is easier to compare
from __future__ import annotations

import base64
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "interviews"), str(HERE.parent / "study")]

from interview_files import (  # noqa: E402
    MEDIA,
    a_png,
    paragraph,
    run,
    write_docx,
    write_odt,
    write_pdf,
    zipped,
)
from parsers import SENTINEL  # noqa: E402
from small_study import PLAN  # noqa: E402

from handrail.interviews import (  # noqa: E402
    Adjudication,
    Case,
    Decision,
    Document,
    Note,
    Original,
    Passage,
    ProjectCode,
    ProjectCoding,
    ProjectSet,
    RefiProject,
    Summary,
    User,
    Variable,
    write_adjudications,
    write_framework,
    write_refi,
)
from handrail.interviews.decisions import decisions_text  # noqa: E402
from handrail.interviews.returned import ReturnedAnswer, ReturnedLink, ReturnedNote, block  # noqa: E402

SAID = f"Nobody {SENTINEL} at the station, {SENTINEL}s and all."
TALK = (
    f"# A talk\n\nI: What happened?\nP01: {SAID}\nI: And then?\nP01: Nothing for {SENTINEL} weeks — naïve.\n"
)


def transcripts(folder: Path) -> None:
    """Write transcripts of every format."""
    (folder / "talk.txt").write_text(TALK, "utf-8")
    (folder / "talk.md").write_text(f"**I:** Why?\n\n**P01:** {SAID}\n\n> [00:12:03] {SAID}\n", "utf-8")
    (folder / "wide.txt").write_bytes(TALK.encode("utf-16"))
    (folder / "talk.srt").write_text(
        f"1\n00:00:01,000 --> 00:00:04,500\nI: Why?\n\n2\n00:00:05,000 --> 00:00:09,000\nP01: {SAID}\n<i>{SAID}</i>\n", "utf-8"
    )  # fmt: skip
    (folder / "talk.vtt").write_text(
        f"WEBVTT - talk\n\nNOTE made up\n\nSTYLE\n::cue {{ }}\n\na1\n00:01.000 --> 00:04.000 align:start\n<v I>Why?\n\n"
        f"01:00:05.000 --> 01:00:09.000\n<v.loud P01>{SAID}</v>\n", "utf-8"
    )  # fmt: skip
    table = (
        f"<w:tbl><w:tr><w:tc>{paragraph(run('P01'))}</w:tc><w:tc>{paragraph(run(SAID))}</w:tc></w:tr></w:tbl>"
    )
    body = (
        paragraph(run("I:", "<w:b/>"), run(" Why?"))
        + paragraph(run("P01: "), f'<w:ins w:id="1">{run(SAID)}</w:ins><w:del w:id="2"><w:r><w:delText>x</w:delText></w:r></w:del>')
        + table
        + paragraph('<w:r><w:tab/><w:br/><w:fldChar w:fldCharType="begin"/></w:r>', run(SAID))
    )  # fmt: skip
    write_docx(folder / "talk.docx", body, {"word/footnotes.xml": "<a/>", "docProps/app.xml": "<a/>"})
    write_odt(
        folder / "talk.odt",
        f'<text:p>I: Why?<text:s text:c="3"/><text:tab/></text:p><text:p text:style-name="B">P01: {SAID}</text:p>'
        f"<text:list><text:list-item><text:p>{SAID}</text:p></text:list-item></text:list>"
        f"<table:table><table:table-row><table:table-cell><text:p>{SAID}</text:p></table:table-cell></table:table-row></table:table>",
        '<style:style style:name="B" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>',
    )  # fmt: skip
    write_pdf(folder / "talk.pdf", ["I: Why?", f"P01: {SAID.replace(',', '')}"])


def participants(folder: Path) -> None:
    """Write participants files."""
    head = "participant,document,speaker,consent_form,consent_date,cut_off,analysis,quotation,archiving,recontact,sector,country"
    rows = (
        f"{SENTINEL}01,talk.txt,{SENTINEL}01,v1,2026-01-01,2027-01-01,yes,attributed,yes,no,{SENTINEL} policing,UK",
        f'"{SENTINEL}02",talk2.txt,,v2,2026-02-01,2027-01-01,no,none,no,no,"{SENTINEL}, third",Ireland',
    )
    text = "\n".join((head, *rows, ""))
    (folder / "participants.csv").write_text(text, "utf-8")
    (folder / "semicolons.csv").write_bytes(text.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"))


def codings(folder: Path) -> None:
    """Write a codebook, a coder's file and themes."""
    (folder / "codebook-a.toml").write_text(
        '[[code]]\nname = "waiting"\ndescription = "Waiting for an answer."\norigin = "inductive"\n\n'
        '[[code]]\nname = "weeks"\ndescription = """\nLong\n"""\nparent = "waiting"\norigin = "guide"\ninclude = "x"\n',
        "utf-8",
    )
    (folder / "codings-a.toml").write_text(
        f'coder = "AB"\n[[coding]]\nid = "one"\ndocument = "talk.txt"\ncode = "waiting"\nquotation = "{SAID}"\nstart = 12\nend = 60\n'
        f'flags = ["third-party"]\n[[coding]]\nid = "two"\ndocument = "talk.txt"\ncode = "weeks"\nquotation = """{SAID}"""\n'
        '[coding.approval]\nby = "CD"\non = 2026-04-20\nrecognisable = false\nthird_party = false\noperational_tactic = false\nlabel = ["sector"]\n',
        "utf-8",
    )  # fmt: skip
    (folder / "themes-a.toml").write_text(
        '[[theme]]\nid = "waiting"\nsentence = "Waiting wears people down."\ncodes = ["waiting"]\npassages = ["one"]\n'
        'counter_examples = ["two"]\nmemo = "A memo."\n[[theme.history]]\non = 2026-04-06\nnote = "Began so."\n',
        "utf-8",
    )


def plans(folder: Path) -> None:
    """Write plans."""
    more = (
        '\n[[interviews]]\nid = "talks"\ntitle = "Talks"\napproach = "codebook"\ndocuments = ["talk.*"]\nattributes = ["sector"]\n'
        'codings = ["a.toml"]\ntext_only = { "a.docx" = "a logo" }\n'
        '[[survey.variable]]\nname = "age"\nfrom = "q3"\nlabel = "Age"\nunit = "year"\nrole = "background"\n'
        '[[model]]\nid = "m"\ntitle = "M"\nsurvey = "adults"\noutcome = "contact"\nfactors = ["sex"]\nnothing_to_change = "x"\n'
        '[[typology]]\nid = "t"\ntitle = "T"\nsurvey = "adults"\nitems = ["contact", "a", "b"]\nclasses = 2\n'
        '[[typology.profile]]\nname = "N"\ndescription = "D"\nmarked_by = "a"\n[disclosure]\nsmallest_cell = 12\n'
    )  # fmt: skip
    (folder / "small.toml").write_text(PLAN, "utf-8")
    (folder / "large.toml").write_text(PLAN + more, "utf-8")


def guidelines(folder: Path) -> None:
    """Write a recommendation, findings, a joint display and a glossary."""
    (folder / "half-a-day.md").write_text(
        '+++\nid = "half-a-day"\nrecommendation = "Police forces should train every officer."\nshort = "Train."\n'
        'steps = ["One.", "Two."]\naudience = ["police front line"]\nstrength = "conditional"\nwho_acts = "Chiefs"\n'
        'review_date = 2027-11-01\nsupports = ["finding:f"]\nchallenges = ["passage:p"]\ndissent = "None."\n+++\n'
        f"The **officer** {SENTINEL}:\n\n- say *first*;\n- `do` not.\n\n1. One\n2. Two\n\n> No.\n\n[a](https://example.org) &amp; <b>x</b>\n",
        "utf-8",
    )  # fmt: skip
    (folder / "findings-a.toml").write_text(
        '[[finding]]\nid = "f"\nsentence = "People wait for weeks."\nshort = "Weeks."\nsupports = ["theme:waiting"]\nchallenges = []\n',
        "utf-8",
    )
    (folder / "joint-display-a.toml").write_text(
        '[[row]]\nid = "training"\ntopic = "Training"\ninterviews = ["theme:t"]\nsurvey = ["estimate:e"]\nreading = "agreement"\nwhy = "Both."\n',
        "utf-8",
    )  # fmt: skip
    (folder / "glossary-a.toml").write_text('[[term]]\nterm = "Handover"\nmeaning = "A moment."\n', "utf-8")


def surveys(folder: Path) -> None:
    """Write survey files of every format that this room reads."""
    import pyreadstat

    csv = "respondent,q1,q2,note,when\n" + "".join(
        f'{i},{1 + i % 2},{i * 0.5},"{SENTINEL} {i}, and",2020-01-{1 + i:02d}\n' for i in range(12)
    )
    (folder / "adults.csv").write_text(csv, "utf-8")
    (folder / "semi.csv").write_bytes(
        csv.replace(",", ";").replace(".", ",").replace("\n", "\r\n").encode("utf-8-sig")
    )
    (folder / "adults.tsv").write_bytes(csv.replace('"', "").replace(",", "\t", 0).encode("cp1252"))
    frame = pl.DataFrame(
        {
            "respondent": list(range(12)),
            "q1": [1, 2, None] * 4,
            "q2": [0.5, float("nan"), 3.25, None] * 3,
            "note": [f"{SENTINEL} {i}" for i in range(12)],
        }
    )
    frame.write_parquet(folder / "adults.parquet")
    frame.with_columns(
        pl.col("q1").cast(pl.Decimal(10, 2)).alias("d"),
        pl.lit(None).alias("nothing"),
        pl.col("note").cast(pl.Categorical).alias("c"),
        pl.col("q1").cast(pl.Boolean).alias("b"),
        pl.date_range(pl.date(2020, 1, 1), pl.date(2020, 1, 12)).alias("day"),
    ).write_parquet(folder / "kinds.parquet", compression="uncompressed")
    frame.select(
        pl.concat_list("q1", "respondent").alias("l"), pl.struct("q1", "q2").alias("s")
    ).write_parquet(folder / "nested.parquet")
    kept = frame.with_columns(pl.col("q2").fill_nan(None))
    labels = {"q1": {1: f"{SENTINEL} yes", 2: "no"}}
    for ending in ("sav", "dta", "por", "xpt"):
        kept = kept.rename({"respondent": "id"}, strict=False)
        write = getattr(pyreadstat, f"write_{ending.replace('xpt', 'xport')}")
        more = {"variable_value_labels": labels} if ending in ("sav", "dta") else {}
        if ending == "sav":
            more |= {"missing_ranges": {"q1": [9]}, "column_labels": [f"L {SENTINEL}", "Q1", "Q2", "N"]}
        write(kept, str(folder / f"adults.{ending}"), **more)
    pyreadstat.write_sav(kept, str(folder / "packed.zsav"), compress=True)


def media(folder: Path) -> None:
    """Write files that are or hold media, and some that only look so."""
    for kind, data in MEDIA.items():
        (folder / f"{kind.replace(' ', '-')}.bin").write_bytes(data)
    inner = zipped({"a.txt": "words", "b.bin": a_png()})
    (folder / "nested.zip").write_bytes(zipped({"inner.zip": inner, "c.txt": "words"}))
    (folder / "uri.md").write_text(
        f"![](data:image/png;base64,{base64.b64encode(a_png()).decode()}) <svg></svg>", "utf-8"
    )
    (folder / "pict.rtf").write_bytes(b"{\\rtf1 words {\\pict\\pngblip " + a_png().hex().encode() + b"}}")
    image = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /Length 1 >>\nstream\nx\nendstream"
    write_pdf(folder / "image.pdf", ["words"], image)
    write_pdf(folder / "words.pdf", ["words"])


def projects(folder: Path) -> None:
    """Write projects in every profile, and a codebook."""
    text = f"I: What happened?\r\nP01: {SAID} \U0001f642 e\u0301\nP01: Nothing.\n"
    start = text.index(SENTINEL)
    coding = ProjectCoding("c1", "p01.txt", start, start + 20, text[start : start + 20], "waiting", "AB")
    one = RefiProject(
        "pilot",
        (Document("p01.txt", text), Document("p02.txt", "Short.")),
        (User("AB"),),
        (ProjectCode("waiting", "For an answer", include="calls"), ProjectCode("calls", "", "waiting")),
        (
            replace(coding, memo=f"{SENTINEL}?", flags=("distressing",)),
            ProjectCoding("c2", "p01.txt", start + 5, start + 5, "", "calls", "AB"),
        ),
        cases=(Case("P01", values={"sector": "police", "years": 3}, documents=("p01.txt",)),),
        variables=(Variable("sector"), Variable("years", kind="Integer")),
        sets=(ProjectSet("all", codes=("calls",), documents=("p02.txt",)),),
        notes=(Note("00000000-0000-4000-8000-000000000001", "memo", f"{SENTINEL}s"),),
    )
    for profile in ("standard", "nvivo", "maxqda"):
        write_refi(one, folder / f"{profile}.qdpx", profile)  # type: ignore[arg-type]
    write_refi(one, folder / "codebook.qdc")


def team_files(folder: Path) -> None:
    """Write decisions, memos, summaries, adjudications and what came back from other programs."""
    day = date(2026, 3, 20)
    decisions = (
        Decision("person", SENTINEL, "keep", "", "AB", day, "p01.txt", 4),
        Decision("place", "Ham", "replace", "a town", "AB", day),
    )
    (folder / "identifiers.toml").write_text(decisions_text(decisions), "utf-8")
    (folder / "memos.toml").write_text(
        f'[[memo]]\non = 2026-03-20\nby = "AB"\ntext = "{SENTINEL} again."\n', "utf-8"
    )
    write_framework((Summary("P01", "waiting", SAID, ("c1",), "AB", day),), folder / "framework.toml")
    originals = (Original("c1", "AB", "waiting"), Original("c2", "CD", "calls"))
    decided = Adjudication(
        "d1", "p01.txt", 4, 40, SAID, "waiting", originals, "EF", day, f"{SENTINEL} counts"
    )
    write_adjudications(folder / "adjudications.toml", (decided,))
    guid = "00000000-0000-4000-8000-00000000000"
    came = (
        (
            "note",
            ReturnedNote(f"{guid}1", "Idea", f"{SENTINEL} again.", "AB", about=("coding:c1", "project")),
        ),
        ("set", ProjectSet("all", f"{guid}2", codes=("calls",), documents=("p01.txt",))),
        ("passage", Passage("p01.txt", 4, 40, SAID, f"{guid}3")),
        ("link", ReturnedLink(f"{guid}4", "document:p01.txt", f"note:{guid}1", "see")),
        ("answer", ReturnedAnswer("P01", "sector", "police")),
    )
    (folder / "returned-talks.toml").write_text("\n".join(block(*one) for one in came), "utf-8")


FOLDERS = {
    "transcript": transcripts,
    "participants": participants,
    "codings": codings,
    "plan": plans,
    "guideline": guidelines,
    "survey": surveys,
    "media": media,
    "project": projects,
    "team-file": team_files,
}


def main() -> None:
    """Write all seeds."""
    for parser, write in FOLDERS.items():
        folder = HERE / "corpus" / parser
        folder.mkdir(parents=True, exist_ok=True)
        write(folder)
        print(parser, sum(path.stat().st_size for path in folder.iterdir()))


if __name__ == "__main__":
    main()
