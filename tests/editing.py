"""Filling in the case's editing screen in tests, as a browser would."""

import re
from html import unescape

import lxml.html  # type: ignore[import-untyped]
from django.contrib.auth import get_user
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from casekatalog.core import kept_forms
from casekatalog.core.batch import batched
from cases.editing.roles import EDITOR, PUBLISHER
from cases.models import Case


def small_case(status: str = Case.Status.PUBLISHED) -> Case:
    """Case 20 with the lists that tests of editing use, and with little in the others."""
    case = Case.objects.get(number=20)
    with batched():
        for part in ("changes", "preconditions", "effects", "evidence"):
            getattr(case, part).exclude(order=1).delete()
        for part in ("notes", "grip_examples"):
            getattr(case, part).all().delete()
        case.case_products.exclude(order=1).delete()
        case.gains.exclude(order__in=(1, 2)).delete()
        case.key_figures.filter(order=5).delete()
        case.steps.filter(order__in=(5, 6, 8)).delete()
        case.steps.filter(order=7).update(order=5)
        case.steps.filter(order=9).update(order=6)
        case.status = status
        case.save()
    return case


def small_draft() -> Case:
    return small_case(Case.Status.DRAFT)


def change_url(case) -> str:
    return reverse("admin:cases_case_change", args=[case.pk])


def admin_url(model, page: str, *args) -> str:
    """The address of the model's list, of a new row, or of a row with this key."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def transition_url(case, name: str) -> str:
    return reverse("admin:cases_case_transition", args=[case.pk, name])


def person(role: str, name: str) -> User:
    """Somebody with the role, and their name."""
    user = User.objects.create_user(name.lower(), first_name=name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def log_in(client: Client, role: str) -> User:
    """Log the client in as a person with the role."""
    user = person(role, role)
    client.force_login(user)
    return user


def browser(user: User) -> Client:
    """A browser in which the person is logged in."""
    client = Client()
    client.force_login(user)
    return client


def editor(name: str = "Anna") -> User:
    return person(EDITOR, name)


def publisher(name: str = "Bo") -> User:
    return person(PUBLISHER, name)


def form_of(page: str) -> dict[str, list[str]]:
    """The case form's fields with what a browser would send, without the empty rows that scripts add from."""
    form = lxml.html.fromstring(page).get_element_by_id("case_form")
    for empty in form.xpath('.//input[not(@value) and @type!="checkbox"]'):
        empty.set("value", "")
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        if "__prefix__" not in name:
            fields.setdefault(name, []).append(value.removeprefix("\n").replace("\n", "\r\n"))
    return fields


def open_form(client, case) -> dict[str, list[str]]:
    """What the editing screen holds, ready to be changed and sent."""
    answer = client.get(change_url(case))
    assert answer.status_code == 200
    return form_of(answer.content.decode())


_kept: dict[tuple[int, str], dict[str, list[str]]] = {}


def unchanged_form(client, case) -> dict[str, list[str]]:
    """What the editing screen of a small case holds that the test has not changed yet. Asked for once in a run."""
    key = (case.pk, case.status)
    if key not in _kept:
        _kept[key] = open_form(client, case)
    own = {"written_by": [kept_forms.seal(get_user(client))]}
    return {name: list(values) for name, values in _kept[key].items()} | own


def add_row(form: dict[str, list[str]], prefix: str, /, **fields) -> None:
    """A new row at the end of the list ``prefix``."""
    at = int(form[f"{prefix}-TOTAL_FORMS"][0])
    form[f"{prefix}-TOTAL_FORMS"] = [str(at + 1)]
    form[f"{prefix}-{at}-id"] = [""]
    for name, value in fields.items():
        form[f"{prefix}-{at}-{name}"] = [str(value)]


def errors_of(answer) -> list[str]:
    """The errors of the summary at the top of the screen, as text."""
    page = answer.content.decode()
    found = re.search(r'(?s)<section class="error-summary".*?</section>', page)
    items = re.findall(r"(?s)<li>(.*?)</li>", found.group()) if found else []
    return [unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in items]


def messages_of(answer) -> str:
    """What the page that the answer leads to will say at its top. That it does: `test_typed_text.py`."""
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))
