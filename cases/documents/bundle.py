"""Several files as one zip file, all made in the same child process."""

from collections.abc import Iterable
from importlib import import_module
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def write(files: Iterable[tuple[str, str, Any]]) -> bytes:
    """The zip file of ``files``: each a name, the writer that makes it, and what it is made of."""
    with ZipFile(out := BytesIO(), "w", ZIP_STORED) as bundle:
        for name, writer, content in files:
            # A ZipInfo of its own is from 1980, so that the same files give the same bytes.
            bundle.writestr(ZipInfo(name), import_module(f"cases.documents.{writer}").write(content))
    return out.getvalue()
