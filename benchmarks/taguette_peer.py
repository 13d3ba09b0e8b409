"""The peer's side of ``benchmarks/interviews.py``: fill Taguette's own database, and time its own exports.

It runs in an environment of its own that has taguette and nothing of Handrail, and prints one line of JSON.
Filling the database is not timed. Taguette keeps the passage with each highlight, as its web page does.
"""

from __future__ import annotations

import html
import io
import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path


def main() -> int:
    """Print seconds and rows of Taguette's exports of a project given as JSON."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    folder = Path(sys.argv[2])

    from taguette import database, export

    session = database.connect(f"sqlite:///{folder / 'taguette.sqlite3'}")()
    project = _fill(session, database, given)
    csv_seconds, xlsx_seconds = [], []
    for _ in range(3):
        session.expire_all()  # each run reads the database, as the first does
        before = time.perf_counter()
        rows = io.StringIO()
        export.highlights_csv(session, project, "", rows)
        csv_seconds.append(time.perf_counter() - before)
        before = time.perf_counter()
        export.highlights_xslx(session, project, "", str(folder / "taguette.xlsx"))
        xlsx_seconds.append(time.perf_counter() - before)
    result = {
        "version": version("taguette"),
        "csv": min(csv_seconds),
        "xlsx": min(xlsx_seconds),
        "rows": rows.getvalue().count("\r\n") - 1,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


def _fill(session, database, given) -> int:  # type: ignore[no-untyped-def]
    project = database.Project(name="benchmark", description="")
    session.add(project)
    session.flush()
    documents, tags = {}, {}
    for name, text in given["documents"].items():
        documents[name] = database.Document(
            name=name, description="", filename=name, project_id=project.id,
            text_direction=database.TextDirection.LEFT_TO_RIGHT, contents=_paragraphs(text),
        )  # fmt: skip
    for code in given["codes"]:
        tags[code] = database.Tag(project_id=project.id, path=code, description="")
    session.add_all([*documents.values(), *tags.values()])
    session.flush()
    highlights = [
        {
            "id": place,
            "document_id": documents[document].id,
            "start_offset": start,
            "end_offset": end,
            "snippet": _paragraphs(given["documents"][document][start:end]),
        }
        for place, (document, start, end, _) in enumerate(given["codings"], start=1)
    ]
    session.execute(database.Highlight.__table__.insert(), highlights)
    links = [
        {"highlight_id": place, "tag_id": tags[code].id}
        for place, (*_, code) in enumerate(given["codings"], start=1)
    ]
    session.execute(database.highlight_tags.insert(), links)
    session.commit()
    return int(project.id)


def _paragraphs(text: str) -> str:
    """Return a text as Taguette keeps it: a paragraph a line, cut where a highlight is cut."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)


if __name__ == "__main__":
    sys.exit(main())
