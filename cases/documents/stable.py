"""Office files that have the same bytes whenever they are made of the same content."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_ABOUT = "docProps/core.xml"


def stable(archive: bytes) -> bytes:
    """Return the office file ``archive`` without the time it was made, which its parts and properties carry."""
    with ZipFile(BytesIO(archive)) as made, ZipFile(out := BytesIO(), "w", ZIP_DEFLATED) as kept:
        for part in made.infolist():
            content = made.read(part)
            # A ZipInfo of its own is from 1980, the first day that the format knows.
            info = ZipInfo(part.filename)
            info.compress_type = ZIP_DEFLATED
            kept.writestr(info, _TIMES.sub(b"", content) if part.filename == _ABOUT else content)
    return out.getvalue()
