"""By hand: where the team's own texts name what goes; they are listed and never edited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handrail.study.session import Session
from handrail.study.withdrawal.touched import Touched
from handrail.study.withdrawal.what_goes import Scope

_TEXTS = ("guideline/*.md", "guideline/*.toml", "checklists/*.toml", "*.toml")


def by_hand(session: Session, scope: Scope) -> tuple[Touched, ...]:
    """Return each line of the guideline, the plan and the team's files beside it that names what goes."""
    return (*_links(session, scope), *_themes(session, scope))


def _links(session: Session, scope: Scope) -> Iterator[Touched]:
    links = [rf"passage:{re.escape(name)}" for name in scope.codings] + [
        re.escape(name) for name in scope.whole
    ]
    links += sorted({re.escape(one.name) for one in scope.people})
    if not links:
        return
    wanted = re.compile(rf"(?<![\w.-])(?:{'|'.join(links)})(?![\w-]|\.\w)")
    for pattern in _TEXTS:
        for path in sorted(session.folder.glob(pattern)):
            name = path.relative_to(session.folder).as_posix()
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
                if wanted.search(line):
                    yield Touched(f"{name}:{number}", "names what goes: edit it before the next build")


def _themes(session: Session, scope: Scope) -> Iterator[Touched]:
    gone = set(scope.codings)
    for theme in session.store.themes():
        if not theme.codes and theme.passages and set(theme.passages) <= gone:
            yield Touched(f"theme:{theme.name}", "rests on nothing afterwards: give it codes, or take it out")
