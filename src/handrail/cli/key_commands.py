"""The commands about keys: who can open a study, and another data key for it."""

from __future__ import annotations

from typing import Annotated

import typer

from handrail.cli.common import HERE, Folder, Json, end, print_json, prompt
from handrail.cli.terminal import out, say_table

keys = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Who can open a study: passphrase, recovery, others."
)

Name = Annotated[str, typer.Argument(help="Whose key, best a role such as 'data steward'.", metavar="NAME")]


@keys.command("list")
def list_keys(folder: Folder = HERE, as_json: Json = False) -> None:
    """List the keys that open the study; this asks for none of them."""

    def work() -> None:
        from handrail.study.keys import study_keys

        report = study_keys(folder)
        if as_json:
            print_json(report.as_json())
            return
        say_table(("key", "what is typed", "made"), report.rows())

    end(work)


@keys.command()
def change(folder: Folder = HERE) -> None:
    """Change the passphrase (asked twice, or HANDRAIL_NEW_KEY); after the recovery code, the study's own."""

    def work() -> None:
        from handrail.study.keys import change_key

        name = change_key(folder, prompt=prompt())
        out.print(f"Changed '{name}'. The old passphrase opens the study no more.", markup=False)
        out.print("If HANDRAIL_KEY or the system's keyring holds the old one, put the new one there.")
        _say_copies()

    end(work)


@keys.command()
def recovery(folder: Folder = HERE) -> None:
    """Make a recovery code and print it once; an older one opens the study no more."""

    def work() -> None:
        from handrail.study.keys import new_recovery_code

        code = new_recovery_code(folder, prompt=prompt())
        out.print("Copy this code by hand and lock it away. It is shown once and kept nowhere:\n")
        out.print(f"  {code}\n", markup=False)
        out.print("It opens the study wherever the passphrase is asked for. Handrail notices a slip in it.")

    end(work)


@keys.command()
def add(name: Name, folder: Folder = HERE) -> None:
    """Add a second key with its own passphrase, for the principal investigator or the data steward."""

    def work() -> None:
        from handrail.study.keys import add_second_key

        add_second_key(folder, name, prompt=prompt())
        out.print(f"'{name}' opens the study now, with a passphrase of its own.", markup=False)

    end(work)


@keys.command()
def remove(name: Name, folder: Folder = HERE) -> None:
    """Remove a key; the last one stays."""

    def work() -> None:
        from handrail.study.keys import remove_second_key

        remove_second_key(folder, name, prompt=prompt())
        out.print(f"'{name}' opens the study no more.", markup=False)
        _say_copies()

    end(work)


@keys.command()
def rotate(folder: Folder = HERE) -> None:
    """Encrypt the study anew under a new data key; other keys than the one used now fall away."""

    def work() -> None:
        from handrail.study.keys import rotate_study_key

        done = rotate_study_key(folder, prompt=prompt())
        out.print(f"The study is encrypted anew. It opens with '{done.kept}'.", markup=False)
        for name in done.fell_away:
            out.print(f"  '{name}' opens it no more: make it again with its owner.", markup=False)
        for name in done.removed:
            out.print(f"  Deleted {name}, a copy under the old data key.", markup=False)
        out.print("Out of reach: older copies of study.db and study.key together open as before.")

    end(work)


def _say_copies() -> None:
    out.print(
        "Older copies of study.key still open with it. Who may have used one has seen the data key: "
        "`handrail key rotate` makes a new one."
    )


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(keys, name="key")
