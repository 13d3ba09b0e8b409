"""What every command has in common: where the study is, how it asks, and how it ends."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from handrail.cli.terminal import guarded

Folder = Annotated[Path, typer.Argument(help="The study folder.", metavar="[DIR]", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
HERE = Path()


def end(work: Callable[[], None]) -> None:
    """Run a command's work and leave with its exit code."""
    code = guarded(work)
    if code:
        raise typer.Exit(code)


def _ask(question: str) -> str:
    return getpass.getpass(question)


def prompt() -> Callable[[str], str] | None:
    """Return what asks for a passphrase, or None where nobody sits at the terminal."""
    return _ask if sys.stdin is not None and sys.stdin.isatty() else None


def print_json(value: Any) -> None:
    """Print plain values as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
