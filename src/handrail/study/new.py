"""Make an empty study with a commented plan."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

from handrail.values import UsageError

FOLDERS = ("sources", "guideline")
_IGNORED = "# What people said and answered, and its key, never go into version control.\n" + "\n".join(
    ["study.db*", "study.key", ".study.*", "sources/", "outputs/", ""]
)


def new_study(folder: Path, *, today: date) -> Path:
    """Write ``study.toml``, its folders and a ``.gitignore``; return the plan's path.

    Raises
    ------
    UsageError
        When the folder already holds something: nothing is ever overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError.because(
            "a new study starts in a new or empty folder", "a folder with files", "name another folder"
        )
    template = resources.files("handrail.study").joinpath("templates/study.toml").read_text("utf-8")
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    plan = folder / "study.toml"
    plan.write_text(template.replace("{expires}", f"{today.year + 3}-12-31"), encoding="utf-8", newline="\n")
    (folder / ".gitignore").write_text(_IGNORED, encoding="utf-8", newline="\n")
    return plan
