"""A study of ten talks without a survey, small enough to be built often, with groups of every size.

By sector: four in policing, three in industry, two in charities, one in government. By country: eight, two.
"""

from __future__ import annotations

from pathlib import Path

from small_study import HEAD

PLANNED = """
cooccurrence = { by = "turn", codes = ["training", "reports", "night work"] }
crosstab = { attributes = ["sector"], codes = ["training", "reports"] }
framework = { attribute = "sector", codes = ["training"] }
"""
ALONE = 'authors = ["A"]'
INVENTED = f"{ALONE}\nsynthetic = true"
STRAND = """
[[interviews]]
id = "talks"
title = "Talks with professionals"
approach = "codebook"
documents = ["talk-*.txt"]
participants = "participants.csv"
codebook = "codebook.toml"
attributes = ["sector", "country"]
codings = ["codings-ab.toml"]
interviewers = ["I"]
recruitment = "Asked through a list."
"""
SECTORS = ["policing"] * 4 + ["industry"] * 3 + ["charity"] * 2 + ["government"]
PEOPLE = {
    f"P{number:02d}": (sector, "Ireland" if number in (4, 9) else "UK")
    for number, sector in enumerate(SECTORS, start=1)
}
HEADER = (
    "participant,document,speaker,consent_form,consent_date,cut_off,analysis,quotation,archiving,recontact,"
    "sector,country"
)
TRAINED = "we learned it at the kitchen table from whoever had time that week"
REPORTED = "what we send in is never answered by anybody at all"
AT_NIGHT = "after midnight there is one of us for the whole valley"
CODES = {"training by luck": TRAINED, "reports": REPORTED, "night work": AT_NIGHT}
CODEBOOK = "\n".join(
    f'[[code]]\nname = "{name}"\ndescription = "d"\n' + (f'parent = "{parent}"\n' if parent else "")
    for name, parent in (
        ("training", ""),
        ("training by luck", "training"),
        ("reports", ""),
        ("night work", ""),
    )
)
SAID = {
    "P01": "training by luck|reports",
    "P02": "training by luck",
    "P03": "reports",
    "P05": "training by luck",
    "P06": "training by luck",
    "P07": "training by luck|night work",
    "P09": "reports",
    "P10": "reports",
}
"""Who said what; with a bar between them in one turn. Of the small sectors nobody spoke of training."""

SUMMARY = "Came to it through colleagues and not through a course."
APPROVAL = (
    '[summary.approval]\nby = "CD"\non = 2026-05-02\nrecognisable = false\nthird_party = false\n'
    "operational_tactic = false\n"
)


def summary(
    case: str, passages: list[str], *, text: str = SUMMARY, approval: str = APPROVAL, code: str = "training"
) -> str:
    listed = ", ".join(f'"{name}"' for name in passages)
    return (
        f'[[summary]]\ncase = "{case}"\ncode = "{code}"\nsummary = "{text}"\npassages = [{listed}]\n'
        f'by = "AB"\non = 2026-05-01\n{approval}\n'
    )


def codings(said: dict[str, str]) -> str:
    blocks = ['coder = "AB"\n']
    for who, codes in said.items():
        for code in codes.split("|"):
            blocks.append(
                f'[[coding]]\nid = "{who}-{code.split()[0]}"\ndocument = "talk-{who}.txt"\ncode = "{code}"\n'
                f'quotation = "{CODES[code]}"\n'
            )
    return "\n".join(blocks)


def talk(who: str, codes: str) -> str:
    said = (
        f"{', and '.join(CODES[code] for code in codes.split('|'))}." if codes else "nothing comes to mind."
    )
    return f"I: What is it like?\n{who}: Well, {said}\nI: Anything else?\n{who}: No.\n"


def write_study(folder: Path, *, planned: str = PLANNED, said: dict[str, str] | None = None) -> Path:
    """Write the study's files; nothing is built."""
    said = SAID if said is None else said
    sources = folder / "sources"
    sources.mkdir(parents=True)
    (folder / "guideline").mkdir()
    (folder / "study.toml").write_text(HEAD.replace(ALONE, INVENTED) + STRAND + planned, "utf-8")
    rows = [
        f"{who},talk-{who}.txt,{who},v1,2026-01-01,2036-12-31,yes,attributed,yes,no,{sector},{country}"
        for who, (sector, country) in PEOPLE.items()
    ]
    (sources / "participants.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    for who in PEOPLE:
        (sources / f"talk-{who}.txt").write_text(talk(who, said.get(who, "")), "utf-8")
    (sources / "codebook.toml").write_text(CODEBOOK, "utf-8")
    (sources / "codings-ab.toml").write_text(codings(said), "utf-8")
    told = summary("policing", ["P01-training", "P02-training"])
    (sources / "framework-groups.toml").write_text(told, "utf-8")
    return folder
