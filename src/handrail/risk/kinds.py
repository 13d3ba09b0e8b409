"""Kinds that a risk analysis is made of: the plan reads them too, so nothing heavy is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

Block = Literal[
    "demographic",
    "online behaviour",
    "psychological",
    "risk-taking",
    "sexual-orientation concern",
    "offline adversity",
    "other linked risk factors",
    "protective factors",
]
"""The kinds of block; a factor is of one."""
BLOCKS: tuple[Block, ...] = get_args(Block)
CONCERN: Block = "sexual-orientation concern"
PROTECTIVE: Block = "protective factors"
DEMOGRAPHIC: Block = "demographic"
_OTHER: Block = "other linked risk factors"

Missing = Literal["domain", "category"]

ExposureKind = Literal["service", "platform", "adversity"]
EXPOSURE_KINDS: tuple[ExposureKind, ...] = get_args(ExposureKind)

BLOCKS_OF: Mapping[ExposureKind, tuple[Block, ...]] = MappingProxyType(
    {
        "service": (PROTECTIVE, _OTHER),
        "platform": (PROTECTIVE, _OTHER),
        "adversity": ("offline adversity", _OTHER),
    }
)
"""Kind of exposure to the blocks in which one can stand."""
CHANGEABLE: tuple[Block, ...] = tuple(
    dict.fromkeys(block for blocks in BLOCKS_OF.values() for block in blocks)
)
"""Blocks of what others can change: nothing that a child is, feels or does."""
