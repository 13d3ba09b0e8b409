"""What every room speaks: tables, results, the evidence graph, digests and errors."""

from handrail.values.digests import PRINTED_DIGITS, Digester, canonical, printed
from handrail.values.errors import (
    DataError,
    DisclosureRefused,
    DiskFull,
    HandrailError,
    Interrupted,
    MediaFound,
    NotConverged,
    PlanError,
    Problem,
    StoreError,
    UsageError,
    did_you_mean,
)
from handrail.values.graph import RANDOM_KINDS, Edge, Graph, Kind, Node, Relation
from handrail.values.late import Late
from handrail.values.result import LeftOut, Method, Result
from handrail.values.table import DIFFERENCES, RATIOS, STANDARDISED, WHOLE, Cell, Facet, Fit, Measure, Table
from handrail.values.toml import TomlFile, parse_toml, read_toml

__all__ = [
    "DIFFERENCES",
    "PRINTED_DIGITS",
    "RANDOM_KINDS",
    "RATIOS",
    "STANDARDISED",
    "WHOLE",
    "Cell",
    "DataError",
    "Digester",
    "DisclosureRefused",
    "DiskFull",
    "Edge",
    "Facet",
    "Fit",
    "Graph",
    "HandrailError",
    "Interrupted",
    "Kind",
    "Late",
    "LeftOut",
    "Measure",
    "MediaFound",
    "Method",
    "Node",
    "NotConverged",
    "PlanError",
    "Problem",
    "Relation",
    "Result",
    "StoreError",
    "Table",
    "TomlFile",
    "UsageError",
    "canonical",
    "did_you_mean",
    "parse_toml",
    "printed",
    "read_toml",
]
