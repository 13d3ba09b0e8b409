"""Outputs: the documents, the results and every table, made in memory."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import Any

from handrail import __version__
from handrail.disclosure import Released
from handrail.documents import csv_of, write_docx, write_html, write_pdf
from handrail.documents.numbers import in_print
from handrail.study.built import Built
from handrail.study.compose import compose_document
from handrail.study.evidence import published
from handrail.study.manifest import MANIFEST, manifest_of
from handrail.study.row_counts import is_row_count
from handrail.values import Graph, Table, printed


def make_outputs(built: Built, graph: Graph, released: Released) -> dict[str, bytes]:
    """Return every file of ``outputs/`` by its name in there, made in memory."""
    graph = published(graph)
    document = compose_document(built, graph, released)
    made = {
        "guideline.html": write_html(document),
        "guideline.pdf": write_pdf(document),
        "guideline.docx": write_docx(document),
        "results.json": _results(built, graph, released),
    }
    for name, table in released.tables.items():
        if is_row_count(table):
            continue  # printed in sentences
        made[f"tables/{name.replace(':', '-')}.csv"] = csv_of(released, name).encode()
    study = built.session.plan.study
    made[MANIFEST] = manifest_of(
        made,
        title=study.title,
        edition=None if study.edition is None else study.edition.isoformat(),
        audit_head=built.session.store.audit_head(),
    )
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
        "audit_head": built.session.store.audit_head(),
        "nodes": [
            {"id": node.id, "kind": node.kind, "parents": sorted({edge.on for edge in graph.below(node.id)})}
            for node in sorted(graph.nodes.values(), key=lambda node: node.id)
        ],
        "results": [
            _result(built, graph, released.tables[name])
            for name in sorted(released.tables)
            if released.tables[name].node in built.told
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


def _result(built: Built, graph: Graph, table: Table) -> dict[str, Any]:
    told = built.told[table.node]
    return {
        "id": table.name,
        "kind": told.method.name,
        "inputs": sorted({edge.on for edge in graph.below(table.node)}),
        "base": None if told.base is None else {"n": told.base, "weighted_n": printed(told.weighted_base)},
        "left_out": [{"rows": rows, "why": why} for rows, why in told.left_out or ()],
        "method": {
            "name": told.method.name,
            "version": told.method.version,
            "label": told.method.label,
            "reference": told.method.reference,
        },
        "rules": dict(told.rules),
        "seed": told.seed,
        "notes": list(table.notes),
        "table": [
            {
                "group": dict(cell.group),
                "category": cell.category,
                "n": None if cell.withheld else cell.n,
                **{name: printed(value) for name, value in cell.values.items()},
                **in_print(cell, table.measure),
                "withheld": cell.withheld,
            }
            for cell in table.cells
        ],
    }
