"""Cases from YAML, with the line of every field.

The file is read in two steps. The parser's events come first, one by one, so that a file that would grow when it is
put together (anchors, depth, sheer number) is refused before it is. Then the nodes are read, never Python objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from cases.editing.transfer.file_rows import FileRow, FileRows
from cases.editing.transfer.layout import Table, list_tables, tables
from cases.editing.transfer.limits import MAX_ROWS, MAX_YAML_DEPTH, MAX_YAML_NODES
from cases.editing.transfer.problems import FileRefusedError, Problem, Problems, quoted, unknown

# libyaml's parser; PyYAML's own is twenty times slower.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PREFIX = "tag:yaml.org,2002:"
_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")


def read_yaml(data: bytes, problems: Problems) -> FileRows:
    """The rows of the file. Problems with single records are added to ``problems``.

    Raises:
        FileRefusedError: when the file as a whole cannot be read.
    """
    text = _decoded(data)
    try:
        _check_events(text)
        root, construct = _composed(text)
    except yaml.YAMLError as error:
        raise FileRefusedError(_syntax(error, text)) from error
    if not isinstance(root, yaml.SequenceNode):
        raise FileRefusedError("Filen skal være en liste af poster, som hver begynder med “- model: …”.")
    if len(root.value) > MAX_ROWS:
        raise FileRefusedError(f"Filen har {len(root.value)} poster. Der må højst være {MAX_ROWS}.")
    source = FileRows([], {table.name: [] for table in list_tables()})
    for row in _Rows(construct, problems).read(root):
        (source.lists[row.table.name] if row.table.name else source.cases).append(row)
    return source


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefusedError(
            Problem("Filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.", row=line)
        ) from error
    if found := _NO_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        reason = f"Filen har et tegn, der ikke hører til i tekst (nummer {ord(found[0])})."
        raise FileRefusedError(Problem(reason, row=line))
    return text


def _check_events(text: str) -> None:
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if getattr(event, "anchor", None):
            raise FileRefusedError(Problem("Henvisninger med & og * kan ikke bruges. Skriv teksten ud.", row=line))
        if (tag := getattr(event, "tag", None)) and tag.removeprefix(_PREFIX) not in _TAGS:
            raise FileRefusedError(Problem(f"Mærket {quoted(tag)} kan ikke bruges. Slet det.", row=line))
        if depth > MAX_YAML_DEPTH:
            raise FileRefusedError(Problem("Filen har lister i lister i flere lag, end en case har.", row=line))
        if documents > 1:
            raise FileRefusedError(Problem("Filen har flere dokumenter, skilt af “---”. Saml dem i ét.", row=line))
        if number > MAX_YAML_NODES:
            raise FileRefusedError("Filen har for mange linjer. Del den i flere filer.")


def _line(read: Any) -> int:
    return read.start_mark.line + 1


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    """The tree of nodes, and what turns a node into a value."""
    loader = _Loader(text)
    try:
        return loader.get_single_node(), loader.construct_object
    finally:
        loader.dispose()


def _syntax(error: yaml.YAMLError, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else None
    written = (text.splitlines()[mark.line : mark.line + 1] if mark else None) or [""]
    if "\t" in written[0][: len(written[0]) - len(written[0].lstrip())]:
        return Problem("Linjen er rykket ind med tabulator. Brug mellemrum.", row=line)
    return Problem(
        "Filen er ikke gyldig YAML her eller lige før. Se efter indrykning, kolon og anførselstegn, der mangler.",
        row=line,
    )


class _Rows:
    """Reads the records one by one."""

    def __init__(self, construct: Any, problems: Problems) -> None:
        self.construct = construct
        self.problems = problems
        self.tables = {table.label: table for table in tables()}

    def read(self, root: yaml.SequenceNode) -> Iterator[FileRow]:
        for node in root.value:
            if (row := self._record(node)) is not None:
                yield row

    def _record(self, node: yaml.Node) -> FileRow | None:
        entries = self._entries(node, "Posten")
        if entries is None:
            return None
        for key, (place, _) in entries.items():
            if key not in ("model", "fields"):
                self._problem(f"Ukendt nøgle {quoted(key)}. En post har kun “model” og “fields”.", place)
        if not {"model", "fields"} <= entries.keys():
            self._problem("Posten skal have både “model” og “fields”.", node)
            return None
        label = str(entries["model"][1].value)
        if label not in self.tables:
            self._problem(unknown("model", label, self.tables), entries["model"][1])
            return None
        return self._row(self.tables[label], node, entries["fields"][1])

    def _row(self, table: Table, node: yaml.Node, fields: yaml.Node) -> FileRow | None:
        entries = self._entries(fields, "“fields”", table)
        if entries is None:
            return None
        lines = {name: _line(place) for name, (place, _) in entries.items()}
        row = FileRow(table, _line(node), {}, lines)
        for name, (place, value) in entries.items():
            if name not in table.by_name:
                self._problem(unknown("felt", name, table.by_name), place, table)
            else:
                self._read_value(row, name, value)
        return row

    def _read_value(self, row: FileRow, name: str, node: yaml.Node) -> None:
        try:
            row.raw[name] = self._value(node)
        except (ValueError, OverflowError, yaml.YAMLError):
            row.unread.add(name)
            self.problems.add(
                row.problem("Værdien kan ikke læses. Sæt anførselstegn om tekst, og skriv tal med cifre.", name)
            )

    def _value(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            raise ValueError("a mapping is no value")
        return self.construct(node)

    def _entries(
        self, node: yaml.Node, what: str, table: Table | None = None
    ) -> dict[str, tuple[yaml.Node, yaml.Node]] | None:
        """A mapping's keys, each with the node of the key and of the value. A key stands once."""
        if not isinstance(node, yaml.MappingNode):
            self._problem(f"{what} skal have navn og værdi: “navn: værdi”.", node, table)
            return None
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in found:
                self._problem(f"{quoted(name)} står to gange i samme post.", key, table)
            found[name] = (key, value)
        return found

    def _problem(self, reason: str, node: yaml.Node, table: Table | None = None) -> None:
        self.problems.add(Problem(reason, table.title if table else "", _line(node)))
