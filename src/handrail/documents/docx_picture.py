"""A picture in the text of the Word file, with a description for those who cannot see it."""

from __future__ import annotations

from lxml import etree

from handrail.documents.docx_xml import Element, R, w, writable
from handrail.documents.picture import Picture

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_SPACES = {"wp": _WP, "a": _A, "pic": _PIC, "r": R}
_EMU = 635
"""English metric units in a twip."""


def drawn(picture: Picture, number: int, name: str, title: str, alt: str) -> Element:
    """Return a run that holds a picture in line with the text.

    Parameters
    ----------
    picture
        Its size; the dots themselves are a part of the file that is called after ``number``.
    number
        Counted from 1.
    name
        What the selection pane calls it, such as "Figure 1".
    title, alt
        The accessible title and description.
    """
    size: dict[str, str | int] = {"cx": picture.width * _EMU, "cy": picture.height * _EMU}
    described: dict[str, str | int] = {"id": number, "name": name, "descr": alt, "title": title}
    blip = _of(_A, "blip")
    blip.set(f"{{{R}}}embed", f"rPicture{number}")
    shape = _of(
        _PIC,
        "spPr",
        _of(_A, "xfrm", _of(_A, "off", x=0, y=0), _of(_A, "ext", **size)),
        _of(_A, "prstGeom", _of(_A, "avLst"), prst="rect"),
    )
    inner = _of(
        _PIC,
        "pic",
        _of(_PIC, "nvPicPr", _of(_PIC, "cNvPr", **described), _of(_PIC, "cNvPicPr")),
        _of(_PIC, "blipFill", blip, _of(_A, "stretch", _of(_A, "fillRect"))),
        shape,
    )
    inline = _of(
        _WP,
        "inline",
        _of(_WP, "extent", **size),
        _of(_WP, "docPr", **described),
        _of(_WP, "cNvGraphicFramePr", _of(_A, "graphicFrameLocks", noChangeAspect=1)),
        _of(_A, "graphic", _of(_A, "graphicData", inner, uri=_PIC)),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return w("r", w("drawing", inline))


def _of(space: str, tag: str, *children: Element, **attributes: str | int) -> Element:
    made = etree.Element(f"{{{space}}}{tag}", nsmap=_SPACES)
    for key, value in attributes.items():
        made.set(key, writable(str(value)))
    made.extend(children)
    return made
