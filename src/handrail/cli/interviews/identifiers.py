"""``handrail interviews identifiers``: what may identify somebody, and what a person decides about it.

Words of a transcript are shown on a terminal only: not in a pipe, a file or a log.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import Json, end, print_json, prompt
from handrail.cli.interviews.common import tell
from handrail.cli.interviews.sheets import plain, printable
from handrail.cli.terminal import out, say_table
from handrail.values import UsageError

if TYPE_CHECKING:
    from handrail.interviews import Decision, Item
    from handrail.interviews.decisions import Choice
    from handrail.study.identifiers import Desk

_CHOICES = (
    "a: accept the suggestion   k: keep the words   r: replace by your own   p: place by place   "
    "A: accept all that are left of this kind   s: skip   q: stop here"
)


def _words_may_show() -> bool:
    return out.is_terminal


def identifiers(  # noqa: PLR0917 - typer reads them by name
    transcripts: Annotated[
        list[Path],
        typer.Argument(
            help="Raw transcripts, .qdpx projects, or a folder of them.", metavar="[DIR or FILE]..."
        ),
    ],
    key: Annotated[
        Path, typer.Option(help="The encrypted file of the decisions; apart from the study.", metavar="FILE")
    ] = Path("pseudonyms.key"),
    roster: Annotated[
        Path | None,
        typer.Option(help="A csv file of names that the study knows: name, pseudonym, kind.", metavar="FILE"),
    ] = None,
    decide: Annotated[bool, typer.Option("--decide", help="Ask about each that is open.")] = False,
    by: Annotated[str, typer.Option(help="Who decides: initials.", metavar="NAME")] = "",
    decisions: Annotated[
        Path | None, typer.Option(help="A TOML file of decisions to take over into the key.", metavar="FILE")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help="Write them pseudonymised here, when nothing is open.", metavar="DIR"),
    ] = None,
    codings: Annotated[
        list[Path] | None,
        typer.Option(
            "--codings", help="A coder's file about these transcripts: moved along.", metavar="FILE"
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="ISO 639 code of the transcripts.")] = "en",
    model: Annotated[
        str | None, typer.Option(help="A spaCy model on this machine that finds names too.", metavar="NAME")
    ] = None,
    text_only: Annotated[
        list[str] | None,
        typer.Option(
            help="Read the text of this file although it holds a picture: a person has looked at it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """List what may identify somebody in raw transcripts, decide on it, and write them pseudonymised."""

    def work() -> None:
        from dataclasses import asdict, replace

        from handrail.study import identifiers as verbs

        if decide and (as_json or not _words_may_show()):
            raise UsageError.because(
                "a person decides at a terminal: words of a transcript go into no pipe and no file",
                "no terminal" if not as_json else "--json",
                "run it at a terminal, or write a file of decisions and give --decisions",
            )
        known, passphrase = verbs.read_key(key, prompt=prompt())
        desk = verbs.lay_out(
            transcripts,
            roster=roster,
            language=language,
            model=model,
            decisions=verbs.with_decisions(known, decisions),
            text_only=tuple(text_only or ()),
            codings=tuple(codings or ()),
        )
        if decide:
            made = _ask(desk, by or typer.prompt("Who decides (initials)"))
            desk = replace(desk, decisions=(*desk.decisions, *made))
        if desk.decisions != known:
            verbs.write_key(key, desk.decisions, passphrase, prompt=prompt())
        if as_json and to is None:
            print_json(desk.counts())
            return
        if to is None:
            _say(desk)
            return
        from handrail.study.pseudonymised_files import write_pseudonymised

        written = write_pseudonymised(desk, to)
        if as_json:
            lost = {name: [asdict(one) for one in losses] for name, losses in written.losses.items()}
            paths = [str(path) for path in written.paths]
            counts = {**desk.counts(), "written": paths, "losses": lost, "approvals": written.approvals}
            print_json(counts)
            return
        for path in written.paths:
            out.print(f"Wrote {path}", markup=False)
        for name, losses in written.losses.items():
            if losses:
                rows = [(one.element, one.count, one.why) for one in losses]
                tell(("lost", "count", "why"), rows, as_json=False, title=f"Not carried over into {name}")
        if written.approvals:
            out.print(f"Approvals that went, for the words are others now: {written.approvals}.")
        out.print(f"Who is who lies in {key}, under its own passphrase.", markup=False)
        out.print("No detector sees a description that fits one person only: read them before they go on.")

    end(work)


def _say(desk: Desk) -> None:
    counts = desk.counts()
    if _words_may_show():
        rows = []
        for item in desk.items():
            document, start = item.places[0]
            before, words, after = desk.context(document, start, len(item.words), around=24)
            rows.append(
                (
                    item.kind,
                    f"{before}[{words}]{after}",
                    str(len(item.places)),
                    item.suggestion,
                    _state(desk, item),
                )
            )
        say_table(("kind", "words", "places", "suggestion", "decided"), [_plain(row) for row in rows])
        out.print()
    rows = [
        (one["document"], str(one["words"]), str(one["candidates"]), str(one["open"]), str(one["kept"]))
        for one in counts["transcripts"]
    ]
    say_table(("transcript", "words", "candidates", "open", "kept"), [_plain(row) for row in rows])
    left = counts["open"]
    out.print(
        f"\n{left} open: --decide asks about each." if left else "\nNothing is open: --to DIR writes them."
    )


def _plain(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in row)


def _state(desk: Desk, item: Item) -> str:
    told = {"open" if decision is None else decision.choice for decision in desk.about(item)}
    return ", ".join(sorted(told))


def _ask(desk: Desk, by: str) -> list[Decision]:
    """Ask about each open item; what was decided is returned also when the person stops."""
    made: list[Decision] = []
    try:
        _ask_each(desk, by, made)
    except (typer.Abort, EOFError, KeyboardInterrupt):
        out.print("\nStopped: what was decided is kept.")
    return made


def _ask_each(desk: Desk, by: str, made: list[Decision]) -> None:
    from handrail.interviews import Decision

    accepting: set[str] = set()
    items = [item for item in desk.items() if desk.is_open(item)]
    for number, item in enumerate(items, start=1):
        if item.kind in accepting:
            made.append(Decision(item.kind, item.words, "accept", item.suggestion, by, date.today()))
            continue
        document, start = item.places[0]
        _show(desk, item, document, start, f"{number} of {len(items)}, {_places(len(item.places))}")
        answer = _choice()
        if answer == "q":
            break
        if answer == "A":
            accepting.add(item.kind)
            answer = "a"
        if answer == "p":
            for place in item.places:
                _show(desk, item, *place, "this place only")
                made += _decision(_choice("akrs"), item, by, place)
        else:
            made += _decision(answer, item, by, None)


def _show(desk: Desk, item: Item, document: str, start: int, which: str) -> None:
    before, words, after = desk.context(document, start, len(item.words))
    out.print()
    out.print(printable(f"{item.kind} ({item.reason}; {which}) in {document}"), markup=False)
    out.print(printable(f"  … {before}>>{words}<<{after} …"), markup=False)
    out.print(printable(f"  suggestion: {item.suggestion}"), markup=False)


def _choice(allowed: str = "akrpsAq") -> str:
    while True:
        typed: str = typer.prompt("a/k/r/p/A/s/q, ? explains", default="", show_default=False).strip()
        if len(typed) == 1 and typed in allowed:
            return typed
        out.print(_CHOICES, markup=False)


def _decision(answer: str, item: Item, by: str, place: tuple[str, int] | None) -> list[Decision]:
    from handrail.interviews import Decision

    if answer == "s":
        return []
    document, start = ("", None) if place is None else place
    choice: Choice = "accept" if answer == "a" else "keep" if answer == "k" else "replace"
    text = {"accept": item.suggestion, "keep": ""}.get(choice)
    text = _own_words() if text is None else text
    return [Decision(item.kind, item.words, choice, text, by, date.today(), document, start)]


def _own_words() -> str:
    from handrail.interviews.decisions import replacement_problem

    while True:
        typed: str = typer.prompt("  what stands there instead").strip()
        wrong = replacement_problem("replace", typed)
        if wrong is None:
            return typed
        out.print(f"  {wrong[0]}", markup=False)


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"
