"""The ledger and the audit log as a data steward reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from small_study import rows, write_rows
from typer.testing import CliRunner

from handrail.cli.commands import app
from handrail.study.build import BuildReport
from handrail.study.record import read_log, read_releases

Builder = Callable[..., BuildReport]


def test_the_ledger_lists_each_release_with_what_is_new_and_what_stands(small: Path, build: Builder) -> None:
    build(small)
    write_rows(small, rows()[:-1])  # too few moved: the earlier numbers stand
    build(small)
    first, second = read_releases(small, prompt=None)
    assert first.at <= second.at
    assert "estimate:contact-by-sex" in first.names
    assert (first.anew, first.standing) == (first.tables, 0)
    assert second.standing == second.tables > 0
    assert second.anew == 0


def test_the_ledger_names_nobody_who_spoke(thin_built: Path) -> None:
    shown = CliRunner().invoke(app, ["ledger", str(thin_built), "--json"])
    assert shown.exit_code == 0
    (release,) = json.loads(shown.stdout)
    assert release["quotations"] > 0
    assert not [name for name in ("P01", "P02", "P03", "participant", "policing") if name in shown.stdout]


def test_the_log_is_read_in_order_and_a_changed_line_is_refused(small: Path, build: Builder) -> None:
    build(small)
    entries = read_log(small, prompt=None)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    shown = CliRunner().invoke(app, ["log", str(small)])
    assert shown.exit_code == 0
    assert entries[-1].digest in shown.stdout

    from handrail.store import DEMONSTRATION_PASSPHRASE, Store

    with Store.open(small, DEMONSTRATION_PASSPHRASE, allow_minimal=True) as store, store.transaction():
        store._database.execute_text("DROP TRIGGER audit_keeps_lines")
        store._database.execute_text("UPDATE audit SET actor = 'somebody else' WHERE seq = 2")
    refused = CliRunner().invoke(app, ["log", str(small)])
    assert refused.exit_code == 13
