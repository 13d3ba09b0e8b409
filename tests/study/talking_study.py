"""A study for withdrawals: somebody in five kinds of file and in a group, others beside them, two surveys.

What is theirs alone carries a sentinel, ``zq01`` to ``zq24``; what is another participant's carries ``kept``.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from small_study import PLAN, rows, write_rows
from test_bad_input import word_file

from handrail.interviews import Decision, find_in_study, read_decisions, read_transcript
from handrail.interviews.decisions import decisions_text
from handrail.interviews.reading import FORMATS

WHO = "zq01pseudonym"
RESPONDENT = "zq02respondent"

STRAND = """
[[interviews]]
id = "talks"
title = "Talks with professionals"
approach = "codebook"
documents = ["talk-*.*", "group.txt"]
participants = "participants.csv"
codebook = "codebook.toml"
attributes = ["sector"]
codings = ["codings-ab.toml"]
themes = "themes.toml"
interviewers = ["I"]
recruitment = "Asked through a list."
"""
PANEL = """
[[survey]]
id = "panel"
title = "Second survey"
file = "panel.csv"
who = "adults"
sample = "convenience"
selection = "Those who chose to answer are like those who did not, within age."
id_column = "respondent"
[survey.columns]
remarks = "keep: looked at, no names in it"
[[survey.variable]]
name = "seen"
from = "q1"
label = "Seen"
yes = [1]
no = [2]
[[analysis]]
id = "seen"
title = "Seen"
survey = "panel"
measure = "proportion"
variable = "seen"
"""
HEADER = (
    "participant,document,speaker,consent_form,consent_date,cut_off,analysis,quotation,archiving,recontact,"
    "sector"
)
WORDS = {
    "talk-a.docx": "The first thing zq03docx that anybody notices is the quiet in the room afterwards.",
    "talk-b.txt": "My second answer zq04txt would be that nobody asked us before the form was made.",
    "talk-c.srt": "A third reason zq05srt is the night shift because nobody reads reports at four.",
    "talk-d.odt": "Fourthly there is zq06odt the old cabinet in which the paper copies are still kept.",
    "talk-e.md": "And fifthly zq07md the card in the pocket never fitted into anybody's pocket at all.",
}
GROUP = (
    "I: What would help?\n"
    "P2: Somebody who rings back kept in group, that alone would have helped us all so much.\n"
    f"{WHO}: What I told the group zq08group was that the handover goes wrong every single Friday.\n"
    "P3: Yes, and on Mondays as well kept by three.\n"
    f"{WHO}: Always.\n"
)
QUOTED = WORDS["talk-b.txt"]


def consent(name: str, document: str, speaker: str, **given: str) -> str:
    value = {"form": "v1", "cut_off": "2036-12-31", "sector": "policing", **given}
    return (
        f"{name},{document},{speaker},{value['form']},2026-01-01,{value['cut_off']},yes,attributed,yes,no,"
        f"{value['sector']}"
    )


def participants() -> list[str]:
    mine = {"form": "zq09form", "sector": "zq10level"}
    return [
        HEADER,
        *(consent(WHO, name, "", **mine) for name in WORDS),
        consent(WHO, "group.txt", WHO, **mine),
        consent("P2", "talk-p2.txt", ""),
        consent("P2", "group.txt", "P2"),
        consent("P3", "talk-p3.txt", ""),
        consent("P3", "group.txt", "P3"),
        consent("P4", "talk-p4.txt", ""),
    ]


def coding(name: str, document: str, quotation: str, *more: str) -> str:
    lines = [
        "[[coding]]",
        f'id = "{name}"',
        f'document = "{document}"',
        'code = "waiting"',
        f'quotation = "{quotation}"',
    ]
    return "\n".join([*lines, *more]) + "\n"


APPROVAL = (
    '[coding.approval]\nby = "CD"\non = 2026-04-20\nrecognisable = false\nthird_party = false\n'
    'operational_tactic = false\nlabel = []\nrole = "{role}"'
)
CODINGS = (
    '# The first coder\'s passages, kept as they are.\ncoder = "AB"\n\n'
    + coding("p2-kept", "talk-p2.txt", "nobody kept calling", APPROVAL.format(role=""))
    + "\n"
    + coding(
        "zq11coding",
        "talk-b.txt",
        QUOTED,
        'memo = "zq12memo"',
        'flags = ["distressing"]',
        APPROVAL.format(role="zq13role"),
    )
    + "\n# About the third interview.\n"
    + coding("p3-kept", "talk-p3.txt", "it was kept quiet", APPROVAL.format(role=""))
    + coding("zq24harm", "talk-a.docx", WORDS["talk-a.docx"], 'flags = ["possible-current-harm"]')
    + coding("g-theirs", "group.txt", "the handover goes wrong every single Friday")
    + coding("g-kept", "group.txt", "Somebody who rings back kept in group", 'memo = "kept memo"')
    + coding("p4-kept", "talk-p4.txt", "we kept waiting for it")
)
THEMES = (
    '[[theme]]\nid = "waiting-wears"\nsentence = "Waiting for an answer wears people down."\n'
    'codes = ["waiting"]\npassages = ["p2-kept", "zq11coding"]\ncounter_examples = [\n  "zq24harm", # early\n'
    '  "p3-kept",\n]\n'
)
FINDINGS = (
    '[[finding]]\nid = "waiting"\nsentence = "Those who wait for an answer are worn down by it."\n'
    'short = "Waiting wears."\nsupports = ["theme:waiting-wears"]\n'
)
RECOMMENDATION = (
    '+++\nid = "ring"\nrecommendation = "Police forces should ring back within a week of a first account."\n'
    'short = "Ring back."\naudience = ["police front line"]\nstrength = "good practice"\n'
    'who_acts = "Supervisors"\nreview_date = 2030-01-01\nsupports = ["finding:waiting"]\n+++\n'
    "Whoever told should hear again. It is called *good practice* because nobody measured it.\n"
)


def talk(words: str, last: str = "That is all.") -> str:
    return f"I: What happened?\nP: {words}\nI: And then?\nP: {last}\n"


def odt(text: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f"<text:p>{line}</text:p>" for line in text.splitlines())
    xml = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", xml)
    return made.getvalue()


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def project() -> bytes:
    """Return a REFI-QDA project of their second talk and of another's, with all that can point at them."""
    xml = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Talks">
<Users><User guid="{guid(1)}" name="AB"/></Users>
<CodeBook><Codes><Code guid="{guid(2)}" name="waiting" isCodable="true"/></Codes></CodeBook>
<Cases>
<Case guid="{guid(3)}" name="{WHO}"><SourceRef targetGUID="{guid(10)}"/></Case>
<Case guid="{guid(4)}" name="kept case"><SourceRef targetGUID="{guid(20)}"/></Case>
</Cases>
<Sources>
<TextSource guid="{guid(10)}" name="Second talk" plainTextPath="internal://{guid(10)}.txt">
<PlainTextSelection guid="{guid(11)}" name="zq14selection" startPosition="21" endPosition="40">
<Coding guid="{guid(12)}"><CodeRef targetGUID="{guid(2)}"/></Coding><NoteRef targetGUID="{guid(30)}"/>
</PlainTextSelection></TextSource>
<TextSource guid="{guid(20)}" name="kept source"><PlainTextContent>Another's</PlainTextContent></TextSource>
</Sources>
<Notes>
<Note guid="{guid(30)}" name="Memo"><PlainTextContent>zq15projectmemo</PlainTextContent></Note>
<Note guid="{guid(31)}" name="Kept"><PlainTextContent>kept note</PlainTextContent></Note>
</Notes>
<Links><Link guid="{guid(40)}" name="zq16link" originGUID="{guid(11)}" targetGUID="{guid(20)}"/></Links>
<Sets><Set guid="{guid(50)}" name="kept set"><MemberSource targetGUID="{guid(10)}"/></Set></Sets>
<NoteRef targetGUID="{guid(31)}"/>
</Project>"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        archive.writestr(f"Sources/{guid(10)}.txt", "\ufeff" + talk(WORDS["talk-b.txt"]))
    return made.getvalue()


def panel() -> str:
    lines = ["respondent,q1,remarks"]
    for number in range(60):
        lines.append(f"r{number},{1 + number % 2},kept remark {number}")
    lines.insert(20, f'{RESPONDENT},1,"zq17answer, in words"')
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def keep_all(inbox: Path) -> None:
    """Decide of every word in the transcripts that may identify somebody that it stays."""
    path = inbox / "identifiers.toml"
    texts = {
        one.name: read_transcript(one, text_only=True).text
        for one in sorted(inbox.iterdir())
        if one.suffix.removeprefix(".") in FORMATS
    }
    known = read_decisions(path) if path.exists() else ()
    made = {
        Decision(one.kind, texts[name][one.start : one.end], "keep", "", "AB", date(2026, 4, 1), name): None
        for name, found in find_in_study(texts).items()
        for one in found
    }
    path.write_text(decisions_text([*known, *(one for one in made if one not in known)]), "utf-8")


def write_study(folder: Path) -> Path:
    """Write the study's folder, not built."""
    inbox = folder / "sources"
    inbox.mkdir(parents=True)
    (folder / "guideline").mkdir()
    head, _, surveys = PLAN.partition("[[survey]]")
    (folder / "study.toml").write_text(f"{head}{STRAND}\n[[survey]]{surveys}{PANEL}", "utf-8")
    (folder / "guideline/findings.toml").write_text(FINDINGS, "utf-8")
    (folder / "guideline/ring.md").write_text(RECOMMENDATION, "utf-8")
    write_rows(folder, rows())
    (inbox / "panel.csv").write_text(panel(), "utf-8", newline="")
    (inbox / "participants.csv").write_text("\r\n".join(participants()) + "\r\n", "utf-8", newline="")
    (inbox / "codebook.toml").write_text(
        '[[code]]\nname = "waiting"\ndescription = "Waiting for an answer."\norigin = "inductive"\n', "utf-8"
    )
    (inbox / "codings-ab.toml").write_text(CODINGS, "utf-8")
    (inbox / "themes.toml").write_text(THEMES, "utf-8")
    (inbox / "group.txt").write_text(GROUP, "utf-8")
    (inbox / "talk-a.docx").write_bytes(word_file(*talk(WORDS["talk-a.docx"]).splitlines()))
    (inbox / "talk-b.txt").write_text(talk(WORDS["talk-b.txt"]), "utf-8")
    srt = "1\n00:00:01,000 --> 00:00:04,000\nI: What happened?\n\n2\n00:00:05,000 --> 00:00:09,000\nP: "
    (inbox / "talk-c.srt").write_text(f"{srt}{WORDS['talk-c.srt']}\n", "utf-8")
    (inbox / "talk-d.odt").write_bytes(odt(talk(WORDS["talk-d.odt"])))
    (inbox / "talk-e.md").write_text(talk(WORDS["talk-e.md"]), "utf-8")
    (inbox / "talk-p2.txt").write_text(
        talk("In that winter nobody kept calling us about any of it."), "utf-8"
    )
    (inbox / "talk-p3.txt").write_text(
        talk("In our office it was kept quiet until the summer came."), "utf-8"
    )
    (inbox / "talk-p4.txt").write_text(
        talk("Then for a year we kept waiting for it to be answered."), "utf-8"
    )
    keep_all(inbox)
    return folder


def write_copies(folder: Path) -> None:
    """Leave what people and programs leave beside a study: projects, archives, copies, leftovers."""
    inbox = folder / "sources"
    (inbox / "project.qdpx").write_bytes(project())
    with zipfile.ZipFile(inbox / "from-the-firm.zip", "w") as archive:
        archive.writestr("in/talk-b.txt", talk(WORDS["talk-b.txt"]))
        archive.writestr("in/kept.txt", "kept in the archive")
        archive.writestr("in/panel.csv", panel())
    (inbox / "old").mkdir()
    (inbox / "old/second talk.txt").write_text(talk(WORDS["talk-b.txt"], "zq18copy, added later."), "utf-8")
    (inbox / "talk-e.md~").write_text(talk("zq19leftover"), "utf-8")
    (inbox / ".talk-c.srt.swp").write_bytes(b"b0VIM\x00zq19leftover" + WORDS["talk-c.srt"].encode())
    (inbox / "codings-ab.toml.bak").write_text(CODINGS, "utf-8")
    (inbox / "#participants.csv#").write_text("\n".join(participants()), "utf-8")
    (inbox / "codebook.toml~").write_text("kept leftover", "utf-8")
    (folder / "study.db.schema-1").write_bytes(b"zq20migration")
    (folder / "outputs/guideline.html.part").write_text("zq21part", "utf-8")
