"""A document for Word: its own headings, lists and tables, so that it can be read aloud and worked on."""

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from casekatalog.core.clean_text import clean, clean_line
from casekatalog.core.spreadsheet_text import first_units, units
from cases.documents import blocks
from cases.documents.pdf import as_png
from cases.documents.stable import stable

ACCENT, GRAY = RGBColor(0x00, 0x59, 0xB3), RGBColor(0x59, 0x59, 0x59)
FONT = "Calibri"
MARGIN = Mm(22)
DEEPEST_LIST, DEEPEST_HEADING = 3, 9
LONGEST_PROPERTY = 255


def write(document: blocks.Document) -> bytes:
    """The document as a Word file."""
    word = docx.Document()
    _prepare(word, document)
    _add(word, "Quiet", document.kicker)
    _add(word, "Title", document.title)
    for block in document.blocks:
        _block(word, block, 1)
    _add(word, "Heading1", "Om dette dokument")
    _add(word, "Normal", document.source)
    made = _add(word, "Normal", f"{document.fetched} fra ")
    _link(made, document.url_in_words, document.url)
    word.save(out := BytesIO())
    return stable(out.getvalue())


def _prepare(word: WordDocument, document: blocks.Document) -> None:
    """Page, language, styles, footer and what the file says about itself."""
    section = word.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if document.is_wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = MARGIN
    about = word.core_properties
    about.title, about.subject = _property(document.title), _property(document.source)
    about.author, about.language, about.comments = "Casekatalog", "da-DK", ""
    about.created = about.modified = datetime.combine(document.made_on, time(), UTC)
    about.last_modified_by = "Casekatalog"
    styles: Any = word.styles
    styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").set(qn("w:val"), "da-DK")
    for name, size in (("Normal", 11), ("Title", 24), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 12)):
        _set_font(styles[name], size)
    quiet = styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style, quiet.font.size, quiet.font.color.rgb = styles["Normal"], Pt(9), GRAY
    footer = section.footer.paragraphs[0]
    footer.style = quiet
    footer.add_run(f"{clean(document.footer)} Side ")
    _field(footer, "PAGE")
    footer.add_run(" af ")
    _field(footer, "NUMPAGES")


def _property(text: str) -> str:
    """A property of the file, ended with “…” where the text is longer than one may be."""
    line = clean_line(text)
    return line if units(line) <= LONGEST_PROPERTY else first_units(line, LONGEST_PROPERTY - 2).rstrip() + " …"


def _set_font(style: Any, size: int) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    if style.name != "Normal":
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)


def _add(word: WordDocument, style: str, text: str = "") -> WordParagraph:
    """A paragraph with the style of that id. By name, python-docx would go through all styles each time."""
    paragraph = word.add_paragraph()
    paragraph._p.style = style
    if text:
        paragraph.add_run(clean(text))
    return paragraph


def _block(word: WordDocument, block: blocks.Block, level: int) -> None:
    match block:
        case blocks.Paragraph():
            _paragraph(word, block)
        case blocks.Bullets():
            _bullets(word, block, 1)
        case blocks.Table():
            _table(word, block)
        case blocks.Figure():
            _figure(word, block)
        case blocks.Section():
            if block.new_page:
                word.add_page_break()
            _add(word, f"Heading{min(level, DEEPEST_HEADING)}", block.heading)
            if block.aside:
                _add(word, "Quiet", block.aside).paragraph_format.keep_with_next = True
            for inner in block.blocks:
                _block(word, inner, level + 1)


def _paragraph(word: WordDocument, block: blocks.Paragraph, style: str = "") -> None:
    by_role = {"quiet": "Quiet", "note": "IntenseQuote"}.get(block.role, "Normal")
    paragraph = _add(word, style or by_role)
    if block.url:
        _link(paragraph, clean(block.text), block.url)
        return
    run = paragraph.add_run(clean(block.text))
    if block.role == "lead":
        run.font.size = Pt(14)
    elif block.role == "blank":
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _bullets(word: WordDocument, bullets: blocks.Bullets, depth: int) -> None:
    nth = "" if depth == 1 else f"{min(depth, DEEPEST_LIST)}"
    for item in bullets.items:
        for place, block in enumerate(item):
            if isinstance(block, blocks.Paragraph):
                _paragraph(word, block, f"ListBullet{nth}" if place == 0 else f"ListContinue{nth}")
            elif isinstance(block, blocks.Bullets):
                _bullets(word, block, depth + 1)


def _table(word: WordDocument, block: blocks.Table) -> None:
    table = word.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.autofit = False
    about = table._tbl.tblPr
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), clean(block.caption))
    about.append(caption)
    widths = [int(_text_width(word) * share / sum(block.widths)) for share in block.widths]
    for grid, width in zip(table.columns, widths, strict=True):
        grid.width = width
    for number, texts in enumerate([block.header, *block.rows]):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for column, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = width
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(clean(text))
            run.font.size, run.font.bold = Pt(9.5), number == 0
            if column in block.right_aligned:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph()


def _figure(word: WordDocument, block: blocks.Figure) -> None:
    picture = word.add_picture(BytesIO(as_png(block.svg)), width=int(_text_width(word) * block.share / 100))
    picture._inline.docPr.set("descr", clean(block.alt))
    _add(word, "Quiet", block.caption)


def _text_width(word: WordDocument) -> int:
    return (word.sections[0].page_width or 0) - 2 * MARGIN


def _link(paragraph: WordParagraph, words: str, url: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.color.rgb, run.font.underline = ACCENT, True
    link.append(run._r)
    paragraph._p.append(link)


def _field(paragraph: WordParagraph, name: str) -> None:
    """A number that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)
