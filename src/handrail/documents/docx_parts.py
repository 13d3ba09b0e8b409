"""The parts of the Word file around its body, and the archive that holds them all.

Nothing in it depends on the day, on the computer or on a template: no dates, no name of a program, no address
that Word would ask when it opens the file. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree

from handrail.documents.docx_measure import BOTTOM, PAGE, SIDE, top_of
from handrail.documents.docx_styles import COMPLEX_FONT, FALLBACK, FONT
from handrail.documents.docx_xml import Element, R, W, field, paragraph_of, runs, w, writable
from handrail.documents.laid_out import Node, direction_of
from handrail.documents.picture import Picture

_IN_ADDRESSES = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=%"
)

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES, _RELATIONS = f"{_PACKAGE}/content-types", f"{_PACKAGE}/relationships"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OF = "of"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first day that an archive can write; its entries have no day of their own."""

_OTHER_PARTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "fontTable": "fontTable",
    "header1": "header",
    "header2": "header",
    "footer1": "footer",
    "footer2": "footer",
}
"""Parts beside the body, and the kind of each."""


def packed(
    parts: Mapping[str, Element], laid: Node, pictures: Sequence[Picture], addresses: Sequence[str]
) -> bytes:
    """Return the parts as one file, in the order of their names.

    Parameters
    ----------
    parts
        ``document`` and each of the others by its name, without the ending.
    laid
        The laid-out document, for the file's description.
    pictures
        The drawings in reading order.
    addresses
        Where links lead outside the document.
    """
    files = {f"word/{name}.xml": _written(part) for name, part in parts.items()}
    files |= {f"word/media/figure{n}.png": picture.png for n, picture in enumerate(pictures, 1)}
    files["docProps/core.xml"] = _written(_description(laid))
    files["_rels/.rels"] = _written(
        _relations(
            [
                ("rDocument", f"{R}/officeDocument", "word/document.xml", False),
                ("rCore", f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml", False),
            ]
        )
    )
    inner = [
        (f"r{_capital(name)}", f"{R}/{kind}", f"{name}.xml", False) for name, kind in _OTHER_PARTS.items()
    ]
    inner += [
        (f"rPicture{n}", f"{R}/image", f"media/figure{n}.png", False) for n in range(1, len(pictures) + 1)
    ]
    inner += [
        (f"rLink{n}", f"{R}/hyperlink", _encoded(address), True) for n, address in enumerate(addresses, 1)
    ]
    files["word/_rels/document.xml.rels"] = _written(_relations(inner))
    files["[Content_Types].xml"] = _written(_content_types())
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, files[name])
    return held.getvalue()


def page_parts(laid: Node) -> dict[str, Element]:
    """Return heads and feet: the banner on every page, the title on all but the first, the page's number."""
    return {
        "header1": _header(laid["banner"], ""),
        "header2": _header(laid["banner"], laid["title"]),
        "footer1": _footer(),
        "footer2": _footer(),
    }


def page_setup(laid: Node) -> Element:
    """Return the properties of the only section: A4, the PDF's margins, another head on the first page."""
    referred = [
        _referring(f"{kind}Reference", page, f"r{_capital(kind)}{number}")
        for kind in ("header", "footer")
        for number, page in ((2, "default"), (1, "first"))
    ]
    width, height = PAGE
    return w(
        "sectPr",
        *referred,
        w("pgSz", w=width, h=height),
        w(
            "pgMar", top=top_of(laid["banner"]), right=SIDE, bottom=BOTTOM, left=SIDE, header=567, footer=567,
            gutter=0,
        ),
        w("titlePg"),
        *([w("bidi")] if laid["direction"] == "rtl" else []),
    )  # fmt: skip


def settings_part() -> Element:
    """Return the settings: those of a present-day Word, and none that asks a computer for anything."""
    uri = "http://schemas.microsoft.com/office/word"
    modern = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    return w(
        "settings",
        w("defaultTabStop", val=720),
        w("characterSpacingControl", val="doNotCompress"),
        w("compat", *(w("compatSetting", name=name, uri=uri, val=value) for name, value in modern.items())),
    )


def font_part() -> Element:
    """Return the table of fonts, with what stands in where a computer lacks one."""
    named = ((FONT, FALLBACK), (COMPLEX_FONT, "Liberation Serif"))
    return w(
        "fonts",
        *(
            w("font", w("altName", val=other), w("charset", val="00"), w("family", val="roman"),
              w("pitch", val="variable"), name=name)
            for name, other in named
        ),
    )  # fmt: skip


def _header(banner: str, title: str) -> Element:
    lines = [("Banner", banner)] if banner else []
    lines += [("Header", title)]
    return w(
        "hdr",
        *(paragraph_of(style, runs(words, base=direction_of(words)), words) for style, words in lines),
    )


def _footer() -> Element:
    page, pages = field("PAGE", "1"), field("NUMPAGES", "1")
    return w("ftr", paragraph_of("Footer", [*page, *runs(f" {_OF} "), *pages], ""))


def _referring(tag: str, page: str, identifier: str) -> Element:
    made = w(tag, type=page)
    made.set(f"{{{R}}}id", identifier)
    return made


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _description(laid: Node) -> Element:
    made = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC})
    known = {
        "title": laid["title"],
        "subject": laid["subtitle"],
        "creator": "; ".join(laid["authors"]),
        "language": laid["language"],
    }
    for name, words in known.items():
        if words:
            etree.SubElement(made, f"{{{_DC}}}{name}").text = writable(words)
    return made


def _relations(entries: Sequence[tuple[str, str, str, bool]]) -> Element:
    made = _rooted("Relationships", _RELATIONS)
    for identifier, kind, target, outside in entries:
        one = etree.SubElement(made, f"{{{_RELATIONS}}}Relationship", Id=identifier, Type=kind, Target=target)
        if outside:
            one.set("TargetMode", "External")
    return made


def _content_types() -> Element:
    made = _rooted("Types", _TYPES)
    endings = {
        "png": "image/png",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    for ending, kind in endings.items():
        etree.SubElement(made, f"{{{_TYPES}}}Default", Extension=ending, ContentType=kind)
    kinds = {"/word/document.xml": f"{_WORD_TYPE}.document.main+xml"}
    kinds |= {f"/word/{name}.xml": f"{_WORD_TYPE}.{kind}+xml" for name, kind in _OTHER_PARTS.items()}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    for name, kind in kinds.items():
        etree.SubElement(made, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind)
    return made


def _rooted(tag: str, space: str) -> Element:
    return etree.fromstring(f'<{tag} xmlns="{space}"/>')


def _written(part: Element) -> bytes:
    etree.cleanup_namespaces(part, keep_ns_prefixes=["w", "r"] if part.tag.startswith(f"{{{W}}}") else [])
    return etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)


def _encoded(address: str) -> str:
    """Return an address in the characters of RFC 3986: Word refuses a whole file for one other."""
    return "".join(
        sign if sign in _IN_ADDRESSES else "".join(f"%{byte:02X}" for byte in sign.encode())
        for sign in address
    )
