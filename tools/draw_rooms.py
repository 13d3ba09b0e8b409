"""Draw the rooms and their imports, from the code's own import statements, as docs/rooms.svg.

Run ``python tools/draw_rooms.py`` after a change of imports; a test fails when the drawing is out of date.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
# The rows of the design, top to bottom: an arrow may only lead down.
ROWS = (
    ("cli",),
    ("study",),
    ("report",),
    ("guideline",),
    ("risk", "typology"),
    ("interviews", "survey"),
    ("documents", "store"),
    ("disclosure",),
    ("values",),
)
PURE = {"interviews", "survey", "risk", "typology", "guideline", "disclosure", "values"}
WIDTH, ROW, BOX_W, BOX_H = 980, 92, 168, 44


def imports() -> Counter[tuple[str, str]]:
    """Return how many modules of one room import from another."""
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted((ROOT / "src/handrail").rglob("*.py")):
        parts = path.relative_to(ROOT / "src/handrail").parts
        if len(parts) < 2:
            continue
        rooms = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            rooms |= {name.split(".")[1] for name in names if name.startswith("handrail.")}
        for room in rooms - {parts[0]}:
            found[parts[0], room] += 1
    return found


def places() -> dict[str, tuple[float, float]]:
    """Return the centre of each room."""
    where = {}
    for row, rooms in enumerate(ROWS):
        for column, room in enumerate(rooms):
            where[room] = (WIDTH * (column + 1) / (len(rooms) + 1), 40 + row * ROW)
    return where


def draw() -> str:
    """Return the drawing as SVG; raise when an arrow would lead up or sideways."""
    where = places()
    lines, boxes = [], []
    side = 1
    for (source, target), count in sorted(imports().items()):
        (x1, y1), (x2, y2) = where[source], where[target]
        if y2 <= y1:
            raise SystemExit(f"{source} imports {target}: not a row below its own")
        if target == "values":
            continue  # every room speaks it; ten more arrows would hide the others
        # A long arrow leaves at the side and bows around the boxes between, left and right in turn.
        y1, bow = y1 + BOX_H / 2, 0.0
        if y2 - y1 > ROW:
            middle = (x1 + x2) / 2
            side = 1 if middle > WIDTH / 2 else -1 if middle < WIDTH / 2 else -side
            x1, y1 = x1 + side * BOX_W / 2, y1 - BOX_H / 2
            bow = side * (120 + (y2 - y1) / 2.4 + (330 if target == "disclosure" else 0))
        # The room below the pairs is entered from the side, around them.
        around = bool(bow) and target == "disclosure"
        end_x = x2 + (side * BOX_W / 2 if around else side * 40 if bow else 0)
        end_y = y2 if around else y2 - BOX_H / 2 - 2
        bend_y = y2 - 30 if around else (y1 + y2) / 2 - 20
        lines.append(
            f'<path d="M{x1:.0f} {y1:.0f} Q{(x1 + x2) / 2 + bow:.0f} {bend_y:.0f} {end_x:.0f} {end_y:.0f}" '
            f'stroke-width="{min(3.0, 0.8 + count / 5):.1f}">'
            f"<title>{source} imports {target} in {count} modules</title></path>"
        )
    for room, (x, y) in where.items():
        kind = "pure" if room in PURE else "room"
        boxes.append(
            f'<g class="{kind}"><rect x="{x - BOX_W / 2:.0f}" y="{y - BOX_H / 2:.0f}" width="{BOX_W}" '
            f'height="{BOX_H}" rx="6"/><text x="{x:.0f}" y="{y + 5:.0f}">{escape(room)}</text></g>'
        )
    height = 40 + ROW * (len(ROWS) - 1) + 60
    style = (
        "text{font:15px system-ui,sans-serif;text-anchor:middle;fill:#12263a}"
        ".pure rect{fill:#e3f1ec;stroke:#1d6b57}.room rect{fill:#eef1f6;stroke:#4a5a70}"
        "path{fill:none;stroke:#8190a5;marker-end:url(#tip)}.note{font-size:12px;text-anchor:start;fill:#4a5a70}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
        "<title>The rooms of Handrail and their imports: every arrow leads to a row below</title>"
        f"<style>{style}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto" markerUnits="userSpaceOnUse">'
        '<path d="M0 0L8 4L0 8z" style="fill:#8190a5;stroke:none"/></marker></defs>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        + "".join((*lines, *boxes))
        + f'<text class="note" x="16" y="{height - 14}">Green: pure rooms. Thicker: more modules. '
        "Every room imports values, which is not drawn.</text>"
        "</svg>\n"
    )


if __name__ == "__main__":
    (ROOT / "docs/rooms.svg").write_text(draw(), encoding="utf-8", newline="\n")
