"""The dry run: what a file would change, case by case. Nothing is written here."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from cases.editing.transfer.checking import problems_of_list, problems_of_row
from cases.editing.transfer.file_rows import FileRow, FileRows
from cases.editing.transfer.layout import CASE, Column, case_table, list_tables
from cases.editing.transfer.limits import MAX_ENTRIES_IN_LIST
from cases.editing.transfer.problems import Problem, Problems, quoted, suggestion
from cases.editing.transfer.values import ValueRefusedError, Values
from cases.models import Case
from cases.models.case import TITLE_TAKEN
from cases.models.records import KEPT, Record, records_of
from cases.workflow import history
from cases.workflow.differences import Difference, difference
from cases.workflow.transitions import PUBLISH

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass
class CasePlan:
    """One case of the file: as it is now, as it would be, and the difference in words."""

    case: Case
    before: list[Record]
    after: list[Record]
    notes: list[str] = field(default_factory=list)

    @cached_property
    def changes(self) -> list[Difference]:
        return difference(self.before, self.after)

    def stamp(self) -> list[Any]:
        latest = history.latest(self.case) if self.case.pk else None
        return [self.case.slug, latest, self.before, self.after]


@dataclass
class Plan:
    """What a whole file would change."""

    cases: list[CasePlan]

    @property
    def new(self) -> list[CasePlan]:
        return [plan for plan in self.cases if plan.case.pk is None]

    @property
    def changed(self) -> list[CasePlan]:
        return [plan for plan in self.cases if plan.case.pk and plan.changes]

    @property
    def unchanged(self) -> list[CasePlan]:
        return [plan for plan in self.cases if plan.case.pk and not plan.changes]

    @property
    def fingerprint(self) -> str:
        """Another one when the file, the cases or their history are others."""
        stamps = json.dumps([plan.stamp() for plan in self.cases], sort_keys=True)
        return hashlib.sha256(stamps.encode()).hexdigest()


def make_plan(source: FileRows, user: Any, problems: Problems) -> Plan:
    """What the rows of a file would change, if ``user`` is the one who imports it.

    The plan is to be used only when there are no ``problems`` after this.
    """
    return _Planner(source, user, problems).plan()


class _Planner:
    def __init__(self, source: FileRows, user: Any, problems: Problems) -> None:
        self.source, self.user, self.problems = source, user, problems
        self.values = Values()
        self.rows: dict[str, FileRow] = {}
        self.lists: dict[str, dict[str, list[FileRow]]] = {}
        self.stored: dict[str, Case] = {}

    def plan(self) -> Plan:
        if not self.source.cases:
            self.problems.add(Problem("Filen har ingen cases."))
        for row in self.source.cases:
            self._take_case(row)
        for name, rows in self.source.lists.items():
            for row in rows:
                self._take_entry(name, row)
        self.stored = {case.slug: case for case in Case.objects.filter(slug__in=self.rows)}
        plans = [self._plan_case(slug, self.stored.get(slug)) for slug in self.rows]
        self._check_once("number")
        self._check_once("title")
        return Plan([plan for plan in plans if plan is not None])

    def _take_case(self, row: FileRow) -> None:
        if not row.slug:
            self.problems.add(row.problem("mangler. Kortnavnet siger, hvilken case det er.", "slug"))
        elif not _SLUG.fullmatch(row.slug):
            self.problems.add(row.problem("må kun have bogstaverne a-z, tal og bindestreg.", "slug"))
        elif row.slug in self.rows:
            self.problems.add(row.problem(f"{quoted(row.slug)} står også i {self.rows[row.slug].place}.", "slug"))
        else:
            self.rows[row.slug] = row
            self.lists[row.slug] = {name: [] for name in self.source.lists}

    def _take_entry(self, name: str, row: FileRow) -> None:
        if not row.slug:
            self.problems.add(row.problem("mangler. Kortnavnet siger, hvilken case punktet hører til.", CASE))
        elif row.slug not in self.rows:
            near = suggestion(row.slug, self.rows)
            self.problems.add(row.problem(f"Filen har ingen case med kortnavnet {quoted(row.slug)}.{near}", CASE))
        else:
            self.lists[row.slug][name].append(row)

    def _plan_case(self, slug: str, case: Case | None) -> CasePlan | None:
        row = self.rows[slug]
        if case and (refusal := _refusal(case, self.user)):
            self.problems.add(row.problem(refusal, "slug"))
            return None
        before = records_of(case) if case else []
        known = {_content(record) for record in before}
        case = case or Case(slug=slug)
        values, unread = self._read(row)
        notes = _notes(case, row, values)
        after = [self._case_record(case, before, values)]
        for name, value in values.items():
            if name not in KEPT and not row.table.by_name[name].has_many:
                setattr(case, name, value)
        if _content(after[0]) not in known:
            self._check(row, case, unread)
        for table in list_tables():
            if table.name in self.source.lists:
                after += self._list_records(self.lists[slug][table.name], known)
            else:
                after += [record for record in before if record["model"] == table.label]
        return CasePlan(case, before, after, notes)

    def _case_record(self, case: Case, before: list[Record], values: dict[str, Any]) -> Record:
        kept = {"slug": case.slug, "number": case.number, "status": case.status}
        fields = before[0]["fields"] if before else {"revises": None, "review_note": ""}
        return {"model": case_table().label, "fields": {**fields, **_as_record(case_table().by_name, values), **kept}}

    def _check(self, row: FileRow, case: Case, unread: set[str]) -> None:
        for problem in problems_of_row(row, case, unread):
            self.problems.add(problem)
        if Case.objects.with_title(case.title, besides=case).exists():
            self.problems.add(row.problem(TITLE_TAKEN, "title"))

    def _list_records(self, rows: list[FileRow], known: set[str]) -> list[Record]:
        if len(rows) > MAX_ENTRIES_IN_LIST:
            self.problems.add(rows[0].problem(f"Listen har flere end {MAX_ENTRIES_IN_LIST} punkter i samme case."))
            return []
        records, entries = [], []
        for row in rows:
            values, unread = self._read(row)
            instance = row.table.model(**values)
            record = {"model": row.table.label, "fields": _as_record(row.table.by_name, values)}
            # What the case already has is sound.
            if _content(record) not in known:
                for problem in problems_of_row(row, instance, unread):
                    self.problems.add(problem)
            records.append(record)
            entries.append((row, instance))
        for problem in problems_of_list(entries):
            self.problems.add(problem)
        return sorted(records, key=lambda record: record["fields"].get("order") or 0)

    def _read(self, row: FileRow) -> tuple[dict[str, Any], set[str]]:
        """Every field's value, and the names of those that cannot be read, which are problems, and empty."""
        values: dict[str, Any] = {}
        unread = set(row.unread)
        for column in row.table.columns:
            if column.name in (CASE, "slug"):
                continue
            try:
                values[column.name] = self.values.read(column, row.raw.get(column.name))
            except ValueRefusedError as reason:
                self.problems.add(row.problem(str(reason), column.name))
                values[column.name] = self.values.read(column, None)
                unread.add(column.name)
        return values, unread

    def _check_once(self, name: str) -> None:
        """No two cases of the file have the same number or title."""
        seen: dict[str, FileRow] = {}
        for row in self.rows.values():
            value, stored = row.raw.get(name), self.stored.get(row.slug)
            # A correction has the title of the case it corrects.
            if value in (None, "", []) or (stored and stored.revises_id):
                continue
            first = seen.setdefault(str(value), row)
            if first is not row:
                self.problems.add(row.problem(f"{quoted(value)} står også i {first.place}.", name))


def _refusal(case: Case, user: Any) -> str:
    """Why this person may not give the case other content. Empty when they may."""
    if case.status == Case.Status.ARCHIVED:
        return f"Casen {quoted(case.title)} er arkiveret og kan ikke rettes med en fil."
    if case.status == Case.Status.PUBLISHED and not user.has_perm(PUBLISH):
        return (
            f"Casen {quoted(case.title)} er publiceret, og kun en udgiver kan overskrive den. "
            "Lav en rettelse af den i redaktionen, og skriv rettelsens kortnavn i filen."
        )
    return ""


def _notes(case: Case, row: FileRow, values: dict[str, Any]) -> list[str]:
    """What the file says and the import does not do."""
    notes = []
    status, number = values["status"], values["number"]
    if row.raw.get("status") and status != case.status:
        stays = "bliver en kladde" if case.pk is None else f"har fortsat status {quoted(case.get_status_display())}"
        notes.append(f"Filen siger {quoted(Case.Status(status).label)}. Casen {stays}.")
    if number is not None and number != case.number:
        own = "Casen får først nummer, når den bliver publiceret." if case.number is None else "Casen beholder sit."
        notes.append(f"Filen siger nummer {number}. {own}")
    return notes


def _as_record(columns: dict[str, Column], values: dict[str, Any]) -> dict[str, Any]:
    return {name: _serialized(columns[name].field, value) for name, value in values.items()}


def _serialized(field: Any, value: Any) -> Any:
    """A value as Django's serializer writes it after the database has stored it."""
    if isinstance(value, list):
        return [list(row.natural_key()) for row in value]
    if isinstance(value, models.Model):
        return list(value.natural_key())  # type: ignore[attr-defined]
    if isinstance(value, Decimal):
        stored = f"{value:.{field.decimal_places}f}"
        return stored if Decimal(stored) == value else str(value)
    return value.isoformat() if isinstance(value, date) else value


def _content(record: Record) -> str:
    """A record without its primary key, and without its case, for comparing."""
    fields = {name: value for name, value in record["fields"].items() if name != CASE}
    return json.dumps([record["model"], fields], sort_keys=True)
