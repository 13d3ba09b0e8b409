"""Written: words as XML can hold them, and archives that are the same for the same words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKED = re.compile('[&<>"\r]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_LEVEL = 3
_BLOCK = 5_000
"""Pieces, most of them rows."""

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def xml_text(text: str) -> str:
    r"""Return text to be put between tags or in an attribute; what XML 1.0 cannot hold is U+FFFD.

    Examples
    --------
    >>> xml_text('a < "b"\x00\r\n')
    'a &lt; &quot;b&quot;\ufffd&#13;\n'
    """
    # What is printable, line ends aside, XML can hold; the expression would take ten times as long to see it.
    seen = text.replace("\n", "") if "\n" in text else text
    if seen.isprintable() and not ("&" in text or "<" in text or ">" in text or '"' in text):
        return text
    if _MARKED.search(text) is None:
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return _FORBIDDEN.sub("\ufffd", text).replace("\r", "&#13;")


def archive_of(parts: Mapping[str, str | Iterable[str]]) -> bytes:
    """Return an archive of XML parts, whole or in pieces, without a day, a name or a program.

    What is there of a part is packed while the rest is still being written: packing needs no interpreter.
    """
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive,
        ThreadPoolExecutor(1) as packer,
    ):
        for name, text in parts.items():
            with archive.open(name, "w") as part:  # it has the first day that an archive can write
                packed = [packer.submit(part.write, block) for block in _blocks(text)]
                for one in packed:
                    one.result()
            archive.getinfo(name).create_system = 3
    return held.getvalue()


def _blocks(text: str | Iterable[str]) -> Iterator[bytes]:
    """Yield a part in blocks that are worth a turn of the packer."""
    yield HEAD.encode()
    pieces = iter((text,) if isinstance(text, str) else text)
    while block := b"".join([piece.encode() for piece in islice(pieces, _BLOCK)]):
        yield block


def package(kinds: Mapping[str, str], main: str) -> dict[str, str]:
    """Return the content types and the first relation of an Open Packaging file (ISO/IEC 29500-2).

    Parameters
    ----------
    kinds
        Part name, without a slash before it, to its content type.
    main
        The part that a reader opens first.
    """
    space = "http://schemas.openxmlformats.org/package/2006"
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations({"r1": ("officeDocument", main)}),
    }


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    """Return a part of relations: id to kind and target."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    inner = "".join(
        f'<Relationship Id="{name}" Type="{kinds}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{space}">{inner}</Relationships>'
