"""The dry run: what a file would change, case by case; and carrying that out, in the history of each case."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction

from casekatalog.core.clean_text import clean_line
from cases.editing.transfer.checking import problems_of_list, problems_of_row
from cases.editing.transfer.file_rows import FileRefusedError, FileRow, FileRows, Problem, Problems, quoted, suggestion
from cases.editing.transfer.layout import CASE, Table, list_tables
from cases.editing.transfer.limits import MAX_CASES, MAX_ENTRIES_IN_LIST, MAX_ROWS
from cases.editing.transfer.values import ValueRefusedError, Values
from cases.models import Case
from cases.models.case import RESERVED_SLUGS, SLUG_RESERVED, TITLE_TAKEN
from cases.models.records import KEPT, Record, records_of, replace_content, with_keys
from cases.workflow import history
from cases.workflow.differences import Difference, difference
from cases.workflow.publication_requirements import IncompleteError, require_whole
from cases.workflow.transitions import PUBLISH

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass
class CasePlan:
    """One case of the file: as it is now, as it would be, and the difference in words."""

    case: Case
    before: list[Record]
    after: list[Record]
    notes: list[str]

    @cached_property
    def changes(self) -> list[Difference]:
        return difference(self.before, self.after)


class Plan:
    """What a whole file would change."""

    def __init__(self, cases: list[CasePlan]) -> None:
        self.new = [plan for plan in cases if plan.case.pk is None]
        self.changed = [plan for plan in cases if plan.case.pk and plan.changes]
        self.unchanged = [plan for plan in cases if plan.case.pk and not plan.changes]
        stamps = json.dumps([[plan.case.slug, plan.before, plan.after] for plan in cases], sort_keys=True)
        # Another one when the file or the cases are others.
        self.fingerprint = hashlib.sha256(stamps.encode()).hexdigest()

    @transaction.atomic
    def carry_out(self, user: Any, file_name: str) -> None:
        """Write what is new and what is changed. What is unchanged is not touched.

        Raises:
            IncompleteError: when readers would meet a case that lacks something. Nothing is written then.
            django.core.serializers.base.DeserializationError, django.db.IntegrityError: when what the plan is built on
                was changed at the same time. Nothing is written then.
        """
        for planned in (*self.new, *self.changed):
            case = planned.case
            if case.pk is None:
                case.save()
            else:
                case.refresh_from_db()
                history.record_baseline(case)
            replace_content(case, planned.after)
            require_whole(case)
            history.record(case, user, f"Hentet fra fil {file_name}")


class Planner:
    """Makes the plan for a file that ``user`` imports, to be used only when it finds no ``problems``."""

    def __init__(self, source: FileRows, user: Any, problems: Problems) -> None:
        self.source, self.user, self.problems = source, user, problems
        self.values = Values()
        self.rows: dict[str, FileRow] = {}
        self.lists: dict[tuple[str, str], list[FileRow]] = {}

    def plan(self) -> Plan:
        """What the rows of the file would change."""
        if not self.source.cases:
            self.problems.add(Problem("Filen har ingen cases."))
        self._check_size()
        for row in self.source.cases:
            self._take_case(row)
        for name, rows in self.source.lists.items():
            for row in rows:
                self._take_entry(name, row)
        stored = {case.slug: case for case in Case.objects.filter(slug__in=self.rows)}
        plans = [self._plan_case(row, stored.get(slug)) for slug, row in self.rows.items()]
        self._check_titles(stored)
        return Plan([plan for plan in plans if plan is not None])

    def _check_size(self) -> None:
        """Refuse what would take minutes to compare with the catalogue."""
        for found, most, what in (
            (len(self.source.cases), MAX_CASES, "cases"),
            (sum(map(len, self.source.lists.values())), MAX_ROWS, "punkter"),
        ):
            if found > most:
                reason = f"Filen har {found} {what}. Der må højst være {most} i en fil. Del den i flere."
                raise FileRefusedError(*self.problems, reason)

    def _take_case(self, row: FileRow) -> None:
        if not row.slug:
            self.problems.add(row.problem("mangler. Kortnavnet siger, hvilken case det er.", "slug"))
        elif wrong := _wrong_with(row.slug):
            self.problems.add(row.problem(wrong, "slug"))
        elif row.slug in self.rows:
            self.problems.add(row.problem(f"{quoted(row.slug)} står også i {self.rows[row.slug].place}.", "slug"))
        else:
            self.rows[row.slug] = row

    def _take_entry(self, name: str, row: FileRow) -> None:
        if not row.slug:
            self.problems.add(row.problem("mangler. Kortnavnet siger, hvilken case punktet hører til.", CASE))
        elif row.slug not in self.rows:
            near = suggestion(row.slug, self.rows)
            self.problems.add(row.problem(f"Filen har ingen case med kortnavnet {quoted(row.slug)}.{near}", CASE))
        else:
            self.lists.setdefault((row.slug, name), []).append(row)

    def _plan_case(self, row: FileRow, case: Case | None) -> CasePlan | None:
        if case and (refusal := _refusal(case, self.user)):
            self.problems.add(row.problem(refusal, "slug"))
            return None
        before = records_of(case) if case else []
        known = {_content(record) for record in before}
        case = case or Case(slug=row.slug)
        values, unread = self._read(row)
        notes = _notes(case, row, values)
        kept = {"slug": case.slug, "number": case.number, "status": case.status}
        fields = {**(before[0]["fields"] if before else {}), **_as_fields(row.table, values), **kept}
        after: list[Record] = [{"model": row.table.label, "fields": fields}]
        for name, value in values.items():
            if name not in KEPT and not row.table.by_name[name].has_many:
                setattr(case, name, value)
        # What the catalogue already has is sound.
        if _content(after[0]) not in known:
            self.problems.add(*problems_of_row(row, case, unread))
            if Case.objects.with_title(case.title, besides=case).exists():
                self.problems.add(row.problem(TITLE_TAKEN, "title"))
        for table in list_tables():
            if table.name in self.source.lists:
                after += self._list_records(self.lists.get((case.slug, table.name), []), known)
            else:
                after += [record for record in before if record["model"] == table.label]
        after = with_keys(after, before)
        lists = Counter(key for _, key in {(r["model"], r["fields"]["key"]) for r in after if "key" in r["fields"]})
        for key in (key for key, number in lists.items() if number > 1):
            self.problems.add(row.problem(f"har nøglen {quoted(key)} på flere lister. Slet den på den ene.", "slug"))
        plan = CasePlan(case, before, after, notes)
        if case.pk and plan.changes and (correction := Case.objects.filter(revises=case).first()):
            reason = (
                f"Casen {quoted(case.title)} er ved at blive rettet i en kladde. Skriv kladdens kortnavn "
                f"{quoted(correction.slug)} i filen, eller publicér eller kassér rettelsen først."
            )
            self.problems.add(row.problem(reason, "slug"))
        return plan

    def _list_records(self, rows: list[FileRow], known: set[str]) -> list[Record]:
        if len(rows) > MAX_ENTRIES_IN_LIST:
            self.problems.add(rows[0].problem(f"Listen har flere end {MAX_ENTRIES_IN_LIST} punkter i samme case."))
            return []
        records, entries = [], []
        for row in rows:
            values, unread = self._read(row)
            instance = row.table.model(**values)
            record: Record = {"model": row.table.label, "fields": _as_fields(row.table, values)}
            if _content(record) not in known:
                self.problems.add(*problems_of_row(row, instance, unread))
            records.append(record)
            entries.append((row, instance))
        self.problems.add(*problems_of_list(entries))
        in_order = sorted(records, key=lambda record: record["fields"].get("order") or 0)
        # Readers see the places as numbers: 1, 2, 3 and no gap.
        for place, record in enumerate(in_order, start=1):
            record["fields"]["order"] = place
        return in_order

    def _read(self, row: FileRow) -> tuple[dict[str, Any], set[str]]:
        """Every field's value, and the names of those that cannot be read, which are problems, and empty."""
        values: dict[str, Any] = {}
        unread = set(row.unread)
        for column in row.table.columns:
            if column.name == row.table.key:
                continue
            try:
                values[column.name] = self.values.read(column, row.raw.get(column.name))
            except ValueRefusedError as reason:
                self.problems.add(row.problem(str(reason), column.name))
                values[column.name] = self.values.read(column, None)
                unread.add(column.name)
        return values, unread

    def check_whole(self, plan: Plan) -> None:
        """What published cases would lack, by the same check as every way to the readers: written, and taken back."""
        for planned in (planned for planned in plan.changed if planned.case.is_public):
            try:
                with transaction.atomic():
                    replace_content(Case.objects.get(pk=planned.case.pk), planned.after)
                    require_whole(Case.objects.get(pk=planned.case.pk))
                    transaction.set_rollback(True)
            except IncompleteError as error:
                row = self.rows[planned.case.slug]
                self.problems.add(*(row.problem(f"Casen er publiceret. {unmet.text}") for unmet in error.unmet))
            except (DeserializationError, IntegrityError):
                pass  # Carrying it out says so.

    def _check_titles(self, stored: dict[str, Case]) -> None:
        """No two cases of the file have the same title, but for a correction and the case it corrects."""
        seen: dict[str, FileRow] = {}
        for slug, row in self.rows.items():
            raw = row.raw.get("title")
            title = clean_line(raw) if isinstance(raw, str) else ""
            if not title or (slug in stored and stored[slug].revises_id):
                continue
            first = seen.setdefault(title, row)
            if first is not row:
                self.problems.add(row.problem(f"{quoted(title)} står også i {first.place}.", "title"))


def _wrong_with(slug: str) -> str:
    """Why no case can have this slug. Empty when one can."""
    if not _SLUG.fullmatch(slug):
        return "må kun have bogstaverne a-z, tal og bindestreg."
    longest = Case._meta.get_field("slug").max_length or 0
    if len(slug) > longest:
        return f"er for langt: {len(slug)} tegn. Der er plads til {longest}."
    return SLUG_RESERVED if slug in RESERVED_SLUGS else ""


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


def _as_fields(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _serialized(table.by_name[name].field, value) for name, value in values.items()}


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
