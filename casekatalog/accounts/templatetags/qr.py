"""A QR code as an <svg> in the page: the content security policy allows no image from a data address."""

from typing import Any

from django import template

register = template.Library()
QUIET_ZONE = 4


@register.inclusion_tag("account/_qr.html")
def qr_code(text: str, label: str) -> dict[str, Any]:
    """The squares of ``text``'s code as one path, row by row."""
    # It brings a library for images, and Django loads every module of template tags.
    from qrcode import QRCode

    code = QRCode(border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    squares = ((x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"size": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in squares), "label": label}
