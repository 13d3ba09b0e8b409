"""Commands of trust: sign-offs, what moved since, the head of the audit log, and the self-test."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json, prompt
from handrail.cli.terminal import Bar, err, out, say_table
from handrail.values import HandrailError, StoreError, UsageError

if TYPE_CHECKING:
    from handrail.study.status import RecommendationStatus

MOST = 8
"""So many moves are printed for one recommendation; ``--json`` has them all."""

MOST_STEPS = 3
"""So many steps stand in the row of a recommendation; all that are stale stand below the table."""


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(status)
    app.command()(sign)
    app.command()(log)
    app.command()(verify)


def status(folder: Folder = HERE, as_json: Json = False) -> None:
    """Say what is fresh or stale, and what moved since it was signed; a row for each recommendation."""

    def work() -> None:
        from handrail.study.status import study_status

        report = study_status(folder, prompt=prompt(), today=date.today())
        if as_json:
            print_json(report.as_json())
            return
        rows = [(one.id, one.state, _signed(one), _why(one)) for one in report.recommendations]
        say_table(("recommendation", "state", "signed", "because of"), rows)
        for one in report.recommendations:
            _say_moves(one)
        out.print(f"{len(report.fresh)} steps fresh, {len(report.stale)} stale.")
        for step in report.stale:
            out.print(f"  stale: {step}", markup=False)
        if report.stale:
            out.print("Build to see what they change.")
        if report.expired:
            out.print("The study is past its expiry and read-only.")
        for warning in report.warnings:
            err.print(f"Warning: {warning}", markup=False)

    end(work)


def log(folder: Folder = HERE, as_json: Json = False) -> None:
    """Print the audit log, oldest line first, after its chain was checked."""

    def work() -> None:
        from handrail.study.record import log_row, read_log

        entries = read_log(folder, prompt=prompt())
        if as_json:
            print_json([{**vars(entry), "facts": dict(entry.facts)} for entry in entries])
            return
        say_table(("line", "at", "who", "what", "facts"), [log_row(entry) for entry in entries])
        out.print(f"The chain is whole. Head: {entries[-1].digest}", markup=False)

    end(work)


def _signed(one: RecommendationStatus) -> str:
    return f"{one.signed_by}, {one.signed_at[:10]}" if one.signed_by else "not signed"


def _why(one: RecommendationStatus) -> str:
    """Return the steps that wait, and how many contents moved: what moved stands below the table."""
    moved = {move.node for move in one.moved}
    told = [because for because in one.because if because not in moved]
    if len(told) > MOST_STEPS:
        told = [*told[: MOST_STEPS - 1], f"{len(told) - MOST_STEPS + 1} more, listed below"]
    return ", ".join([*told, *([f"{len(moved)} moved since, see below"] if moved else [])])


def _say_moves(one: RecommendationStatus) -> None:
    if not one.moved:
        return
    out.print(f"\n{one.id}: moved since {one.signed_by} signed on {one.signed_at[:10]}", markup=False)
    for move in one.moved[:MOST]:
        out.print(f"  {move}", markup=False)
    if len(one.moved) > MOST:
        out.print(f"  and {len(one.moved) - MOST} more, which --json lists", markup=False)
    if one.to_run:
        out.print("  This is as of the last build; more may move: build to see.", markup=False)


def sign(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="One or several recommendations, and the study folder last.",
            metavar="RECOMMENDATION... [DIR]",
            show_default=False,
        ),
    ] = None,
    by: Annotated[str, typer.Option(help="Who signs: the name that documents print.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Sign every recommendation.")] = False,
    as_json: Json = False,
) -> None:
    """Sign recommendations as the documents have them now, with all that they rest on."""

    def work() -> None:
        from handrail.study.sign import sign_study

        names, folder = _names_and_folder(words or [], everything=everything)
        report = sign_study(folder, names, by=by, prompt=prompt(), today=date.today(), everything=everything)
        if as_json:
            print_json(report.as_json())
            return
        for node in report.signed:
            out.print(f"Signed {node}", markup=False)
        out.print(
            f"By {report.by} on {report.at[:10]}, with the {report.beneath} contents that it rests on. "
            "`handrail build` prints it in the documents; `handrail status` says what moves from now on.",
            markup=False,
        )

    end(work)


def _names_and_folder(words: list[str], *, everything: bool) -> tuple[list[str], Path]:
    """Return which words name recommendations, and the folder: the last word, when it is one."""
    last = Path(words[-1]) if words else HERE
    if not words or not (last.is_dir() and (everything or len(words) > 1)):
        names, folder = words, HERE
    else:
        names, folder = words[:-1], last
    if everything and names:
        raise UsageError.because(
            "--all signs every recommendation",
            f"{len(names)} names beside it",
            "leave out the one or the other",
        )
    return names, folder


def say_head(folder: Path, head: str, *, as_json: bool) -> None:
    """Print where a head stands in the study's audit log, and how the outputs compare."""
    from handrail.study.heads import check_head

    report = check_head(folder, head, prompt=prompt())
    if as_json:
        print_json(report.as_json())
        return
    after = "no line came" if not report.since else f"{report.since} line{'s' * (report.since > 1)} came"
    out.print(
        f"The log is whole and contains this head: line {report.line}, {report.at[:10]}, {report.action}; "
        f"{after} after it.",
        markup=False,
    )
    outputs = report.outputs
    if outputs is None:
        out.print("There is no outputs/manifest.json to compare files with.")
        return
    if outputs.whole:
        out.print(f"All {outputs.files} files of the manifest are as it says; line {outputs.noted} notes it.")
    if outputs.noted is None:
        err.print("Warning: no line of the log notes the manifest in outputs/: changed, or of another study.")
    for name in outputs.differ:
        err.print(f"Warning: outputs/{name} is missing or not as the manifest says.", markup=False)
    for name in outputs.unlisted:
        err.print(f"Warning: outputs/{name} is not in the manifest.", markup=False)


def verify(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A study whose files are checked too, and which signs the report.",
            metavar="[DIR]",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Check the signature of this verify-report.json instead.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Run the self-test on this computer and write a report."""

    def work() -> None:
        if report is not None:
            _say_report_check(report, HERE if folder is None else folder, as_json=as_json)
            return
        from handrail.study.verify import run_self_test

        with Bar(visible=False if as_json else None) as bar:
            done = run_self_test(folder, prompt=prompt(), progress=bar)
        made = done.report
        if as_json:
            print_json(made.as_json())
        else:
            passed = len(made.checks) - len(made.failed)
            out.print(f"{passed} of {len(made.checks)} checks passed in {made.seconds} s.")
            out.print(f"Look at {done.paths[0]}", markup=False)
            out.print(
                "The report is signed by the study."
                if made.signature
                else "The report is not signed: name a study's folder."
            )
        if made.failed:
            raise _failed([f"{part}: {check.name}" for part, check in made.failed])

    end(work)


def _failed(names: list[str]) -> HandrailError:
    """Return an error that names what failed: the study's own files before the program."""
    mine = [name for name in names if name.startswith("this study")]
    if mine:
        return StoreError.because(
            "a study's files are whole", "; ".join(mine), "read verify-report.txt, and compare with a backup"
        )
    return HandrailError.because(
        "the program does on this computer what it does on ours",
        "; ".join(names),
        "do not rely on this installation: install it anew, and report the text file when it fails again",
    )


def _say_report_check(report: Path, folder: Path, *, as_json: bool) -> None:
    from handrail.study.verify_report import check_report

    found = check_report(report, folder, prompt=prompt())
    if as_json:
        print_json(found.as_json())
        return
    out.print(
        f"The report is this study's own and unaltered: made {found.made_at[:10]}, {found.passed} checks "
        f"passed, {found.failed} failed; line {found.line} of the audit log notes it.",
        markup=False,
    )
