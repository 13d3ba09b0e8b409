"""Ask for a typology: profiles in a survey of a built study, looked at before one stands in the plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from handrail.study.answers import Answers
from handrail.study.ask import Answer, kept_rules, leave, part_of, read_surveys, survey_of
from handrail.study.kept_work import KeptWork
from handrail.study.plan_typology import Typology
from handrail.study.runner import Progress, Runner
from handrail.study.session import Prompt, open_session, refuse_when_expired
from handrail.study.typologies import Typologies

TITLE = "Profiles in the answers"
BECAUSE = "as many were asked for, to look at."


def ask_typology(
    folder: Path,
    question: Mapping[str, Any],
    survey: str | None = None,
    *,
    prompt: Prompt | None,
    progress: Progress,
    csv: Path | None = None,
    today: date,
) -> Answer:
    """Look for profiles as the plan would, under the study's disclosure control; nothing is kept.

    Parameters
    ----------
    folder, survey
        The study, and the id of a survey; None for the only one.
    question
        The keys of a ``[[typology]]`` but for id, title, survey, names and further parts.
    csv
        Where to write the tables: the first there, each other beside it with its own ending.
    today
        A study past its expiry writes nothing.

    Raises
    ------
    UsageError
        For an unknown survey or variable, and a question that the plan's rules refuse.
    DataError
        For answers that no such typology can be fitted to.
    NotConverged
        Where the best start of a model did not arrive.
    DisclosureRefused
        When nothing of the answer may leave.
    StoreError
        When the study was never built, or cannot be opened.
    """
    with open_session(folder, prompt=prompt) as session:
        if csv is not None:
            refuse_when_expired(session.plan, today)
        part = survey_of(session.plan, survey)
        read = read_surveys(session, part)
        # The same question has the same name: its earlier answer and this one are versions of one table.
        asked = json.dumps({"survey": part.id, **question}, sort_keys=True, default=str)
        name = f"asked-{hashlib.blake2b(asked.encode(), digest_size=4).hexdigest()}"
        values = {**question, "id": name, "survey": part.id, "title": TITLE, "because": BECAUSE}
        typology = kept_rules(session.plan, "typology", part_of(Typology, values))
        work = Typologies(Answers(session), Runner(session.store, progress), KeptWork())
        result = work.computed(typology, part)
        return leave(session, part, read, result, [table.name for table in result.tables], csv)
