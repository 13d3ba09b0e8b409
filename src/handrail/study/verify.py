"""Verify: run the shipped self-test on this computer, and say on paper what it found.

The report proves what its signature can: that somebody who could open the study ran the self-test, and that
the report has not been altered since. It does not prove who that was, nor that the computer told the truth.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from handrail.store import Store
from handrail.study.outputs import software
from handrail.study.runner import Progress
from handrail.study.self_test.check import Check, fell
from handrail.study.session import Prompt, Session, open_session
from handrail.study.verify_report import ACTION, VerifyReport, write_report

MORE_SOFTWARE = ("sqlcipher3", "argon2-cffi", "sqlalchemy", "pypdf", "lxml", "typst")


@dataclass(frozen=True)
class Verified:
    """The report, and where it was written."""

    report: VerifyReport
    paths: tuple[Path, Path]


def run_self_test(folder: Path | None, *, prompt: Prompt | None, progress: Progress) -> Verified:
    """Run the self-test; with a study, check its files too, sign the report and note it in the audit log.

    Parameters
    ----------
    folder
        A study, or None: the report is then unsigned, and written into the current folder.
    prompt
        Asks for the passphrase when needed.
    progress
        Who is told.

    Raises
    ------
    StoreError
        When the study cannot be opened, or the report cannot be written.
    """
    if folder is None:
        report = _run(None, progress)
        return Verified(report, write_report(report, Path()))
    with open_session(folder, prompt=prompt) as session:
        report = _run(session, progress)
        signed = replace(report, signature=report.signed_with(session.store.digester))
        paths = write_report(signed, folder)
        _note(session.store, signed)
        return Verified(signed, paths)


def _note(store: Store, report: VerifyReport) -> None:
    failed = len(report.failed)
    store.audit(ACTION, report=report.signature, passed=len(report.checks) - failed, failed=failed)


def _run(session: Session | None, progress: Progress) -> VerifyReport:
    began = time.monotonic()
    trials = _trials(session, progress)
    progress.total(len(trials))
    checks: list[tuple[str, Check]] = []
    for name, trial in trials.items():
        progress.start(name)
        try:
            checks += [(name, check) for check in trial()]
        except Exception as wrong:  # whatever fails on this computer is what the report is for
            checks.append((name, fell(name, wrong)))
        progress.done(name)
    return VerifyReport(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - began, 1),
        computer=f"{platform.system()} {platform.release()}, {platform.machine()}",
        software={**software(), **{name: version(name) for name in MORE_SOFTWARE}},
        study="" if session is None else session.store.study_id,
        audit_head="" if session is None else session.store.audit_head(),
        checks=tuple(checks),
    )


def _trials(session: Session | None, progress: Progress) -> dict[str, Callable[[], list[Check]]]:
    from handrail.study.self_test import figures, leaving, store
    from handrail.study.self_test.demonstration import demonstration_build
    from handrail.study.self_test.study import study_files

    trials: dict[str, Callable[[], list[Check]]] = {
        "survey estimates": figures.survey_figures,
        "agreement between coders": figures.agreement_figures,
        "latent classes": figures.typology_figures,
        "encryption": store.encryption,
        "erasure": store.erasure,
        "audit log": store.audit_log,
        "small cells": leaving.small_cells,
        "quotations": leaving.quotations,
        "pictures": leaving.pictures,
        "demonstration": lambda: demonstration_build(progress),
    }
    if session is not None:
        trials["this study"] = lambda: study_files(session)
    return trials
