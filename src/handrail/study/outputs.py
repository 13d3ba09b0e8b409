"""Outputs: the documents, the results and every table, made in memory."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import Any

from handrail import __version__
from handrail.disclosure import Released
from handrail.documents import csv_of, write_docx, write_html, write_pdf
from handrail.study.built import Built
from handrail.study.compose import compose_document
from handrail.study.records import result_from_json
from handrail.values import Graph, Table, printed


def make_outputs(built: Built, graph: Graph, released: Released) -> dict[str, bytes]:
    """Return every file of ``outputs/`` by its name in there, made in memory."""
    document = compose_document(built, graph, released)
    made = {
        "guideline.html": write_html(document),
        "guideline.pdf": write_pdf(document),
        "guideline.docx": write_docx(document),
        "results.json": _results(built, graph, released),
    }
    for name in released.tables:
        made[f"tables/{name.replace(':', '-')}.csv"] = csv_of(released, name).encode()
    return made


def _results(built: Built, graph: Graph, released: Released) -> bytes:
    study = built.session.plan.study
    value = {
        "study": {
            "title": study.title,
            "question": study.question,
            "purpose": study.purpose,
            "synthetic": study.synthetic,
        },
        "software": software(),
        "nodes": [
            {"id": node.id, "kind": node.kind, "parents": sorted({edge.on for edge in graph.below(node.id)})}
            for node in sorted(graph.nodes.values(), key=lambda node: node.id)
        ],
        "results": [
            _result(built, graph, released, released.tables[name])
            for name in sorted(released.tables)
            if released.tables[name].measure != "text"
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def software() -> dict[str, str]:
    """Return names and versions of what computed the results."""
    names = ("polars", "numpy", "scipy", "pyreadstat")
    return {
        "handrail": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def _result(built: Built, graph: Graph, released: Released, table: Table) -> dict[str, Any]:
    result = result_from_json(built.results[table.node].body)
    # One result may have several tables: its base is told only where nothing of it is withheld.
    parts = (one for one in released.tables.values() if one.node == table.node)
    withheld = any(cell.withheld for one in parts for cell in one.cells)
    return {
        "id": table.name,
        "kind": result.method.name,
        "inputs": sorted({edge.on for edge in graph.below(table.node)}),
        # A base minus the shown groups would give a withheld group's size back.
        "base": None if withheld else {"n": result.base, "weighted_n": printed(result.weighted_base)},
        "left_out": [] if withheld else [{"rows": one.rows, "why": one.reason} for one in result.left_out],
        "method": {
            "name": result.method.name,
            "version": result.method.version,
            "label": result.method.label,
            "reference": result.method.reference,
        },
        "rules": dict(result.rules),
        "seed": result.seed,
        "notes": list(table.notes),
        "table": [
            {
                "group": dict(cell.group),
                "category": cell.category,
                "n": None if cell.withheld else cell.n,
                **{name: printed(value) for name, value in cell.values.items()},
                "withheld": cell.withheld,
            }
            for cell in table.cells
        ],
    }
