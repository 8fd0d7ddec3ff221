"""Cases from YAML, with the line of every field.

The file is read in two steps. The parser's events come first, one by one, so that a file that would grow when it is
put together (anchors, depth, sheer number) is refused before it is. Then the nodes are read, never Python objects.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

# libyaml's parser where there is one; PyYAML's own is twenty times slower.
from django.core.serializers.pyyaml import SafeLoader  # type: ignore[attr-defined]

from cases.editing.transfer.file_rows import FileRefusedError, FileRow, FileRows, Problem, Problems, quoted, unknown
from cases.editing.transfer.layout import list_tables, tables
from cases.editing.transfer.limits import LONGEST_NUMBER, MAX_ROWS, MAX_YAML_DEPTH, MAX_YAML_EVENTS

_PREFIX = "tag:yaml.org,2002:"
_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
_NUMBERS = tuple(f"{_PREFIX}{name}" for name in ("int", "float", "timestamp"))
# What YAML allows only as an escape, and what text is cleaned of in any case.
_CONTROL = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SYNTAX = (
    "Filen er ikke gyldig YAML her eller lige før. Se efter indrykning (med mellemrum, ikke tabulator), "
    "kolon og anførselstegn, der mangler."
)


def read_yaml(data: bytes, problems: Problems) -> FileRows:
    """The rows of the file. Problems with single records are added to ``problems``.

    Raises:
        FileRefusedError: when the file as a whole cannot be read.
    """
    text = _decoded(data)
    try:
        _check_events(text)
        loader = SafeLoader(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise FileRefusedError(Problem(_SYNTAX, row=mark.line + 1 if mark else None)) from error
    if not isinstance(root, yaml.SequenceNode):
        raise FileRefusedError("Filen skal være en liste af poster, som hver begynder med “- model: …”.")
    if len(root.value) > MAX_ROWS:
        raise FileRefusedError(f"Filen har {len(root.value)} poster. Der må højst være {MAX_ROWS}.")
    source = FileRows([], {table.name: [] for table in list_tables()})
    for node in root.value:
        try:
            row = _row(node, loader, problems)
        except _RecordError as error:
            problems.add(error.problem)
        else:
            (source.lists[row.table.name] if row.table.name else source.cases).append(row)
    return source


class _RecordError(Exception):
    """A record is no row. The others are read all the same."""

    def __init__(self, reason: str, node: yaml.Node, sheet: str = "") -> None:
        self.problem = Problem(reason, sheet, _line(node))


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = "Filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8."
        raise FileRefusedError(Problem(reason, row=data.count(b"\n", 0, error.start) + 1)) from error
    return _CONTROL.sub(" ", text)


def _check_events(text: str) -> None:
    depth = documents = 0
    for number, event in enumerate(yaml.parse(text, Loader=SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        tag = getattr(event, "tag", None)
        reason = ""
        if getattr(event, "anchor", None):
            reason = "Henvisninger med & og * kan ikke bruges. Skriv teksten ud."
        elif tag and tag.removeprefix(_PREFIX) not in _TAGS:
            reason = f"Mærket {quoted(tag)} kan ikke bruges. Slet det."
        elif depth > MAX_YAML_DEPTH:
            reason = "Filen har lister i lister i flere lag, end en case har."
        elif documents > 1:
            reason = "Filen har flere dokumenter, skilt af “---”. Saml dem i ét."
        elif number > MAX_YAML_EVENTS:
            reason = "Filen har for mange linjer. Del den i flere filer."
        if reason:
            raise FileRefusedError(Problem(reason, row=_line(event)))


def _line(read: Any) -> int:
    return read.start_mark.line + 1


def _row(node: yaml.Node, loader: Any, problems: Problems) -> FileRow:
    record = _entries(node)
    for key, (place, _) in record.items():
        if key not in ("model", "fields"):
            raise _RecordError(f"Ukendt nøgle {quoted(key)}. En post har kun “model” og “fields”.", place)
    if len(record) < 2:
        raise _RecordError("Posten skal have både “model” og “fields”.", node)
    by_label = {table.label: table for table in tables()}
    (_, model), (_, fields) = record["model"], record["fields"]
    if (label := str(model.value)) not in by_label:
        raise _RecordError(unknown("model", label, by_label), model)
    table = by_label[label]
    entries = _entries(fields, table.title)
    row = FileRow(table, _line(node), {}, {name: _line(place) for name, (place, _) in entries.items()})
    for name, (place, value) in entries.items():
        if name not in table.by_name:
            problems.add(Problem(unknown("felt", name, table.by_name), table.title, _line(place)))
            continue
        try:
            row.raw[name] = _value(value, loader)
        except (ValueError, OverflowError, yaml.YAMLError):
            row.unread.add(name)
            reason = "Værdien kan ikke læses. Sæt anførselstegn om tekst, og skriv tal med cifre."
            problems.add(row.problem(reason, name))
    return row


def _entries(node: yaml.Node, sheet: str = "") -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """A mapping's keys, each with the node of the key and of the value. A key stands once."""
    if not isinstance(node, yaml.MappingNode):
        raise _RecordError("Posten skal have navn og værdi: “navn: værdi”.", node, sheet)
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            raise _RecordError(f"{quoted(name)} står to gange i samme post.", key, sheet)
        found[name] = (key, value)
    return found


def _value(node: yaml.Node, loader: Any) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, loader) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        raise ValueError("a mapping is no value")
    # Python reads any number of digits in base 16 or 60, and then spends minutes on them.
    if node.tag in _NUMBERS and len(node.value) > LONGEST_NUMBER:
        raise ValueError("a number is shorter")
    return loader.construct_object(node)
