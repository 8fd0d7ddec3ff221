"""Municipalities that contribute, in tests: the settings, a real SMTP server, and what a browser sends."""

import re
import socketserver
from contextlib import contextmanager
from email import message_from_bytes, policy
from io import StringIO
from threading import Thread
from time import time
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.core.signing import Signer

from casekatalog.accounts.mail import wait_until_sent
from cases.models import Adoption, Case, Confirmation, Contribution, Municipality, MunicipalityDomain
from cases.workflow import contribution_decisions, contributions
from cases.workflow.contribution_links import Purpose, link_to
from tests.signing_in import editor

ADOPT = "/vi-goer-det-ogsaa/"
YOURS = "/er-det-jeres-case/"
NEW_LINK = f"{ADOPT}faa-nyt-link/"
REPORT = "/meld-en-fejl/"
SITE = "http://testserver"
MAILBOX = "digitalisering@post.ringsted.dk"
CONTROLLER = ("CONTROLLER", "CONTROLLER_PURPOSE", "CONTROLLER_LEGAL_BASIS", "CONTROLLER_DELETION", "CONTROLLER_ACCESS")


def offer(settings) -> None:
    """Set what the forms need."""
    for name in CONTROLLER:
        setattr(settings, name, f"Eksempel: {name}.")
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = SITE, "katalog@example.dk"
    settings.SENDS_MAIL = settings.TAKES_CONTRIBUTIONS = True


class SmtpServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP for a whole delivery. It refuses recipients where ``refuses``."""

    daemon_threads = True
    refuses = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SmtpConversation)
        self.mails: list[Any] = []


class SmtpConversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("DATA"):
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
            if line.startswith("RCPT") and self.server.refuses:
                self.say("550 unknown mailbox")
            else:
                self.say("221 bye" if line == "QUIT" else "250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def listening(refuses: bool = False):
    """An SMTP server."""
    with SmtpServer() as server:
        server.refuses = refuses
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def smtp_server(settings, refuses: bool = False):
    """An SMTP server that the site sends its mail to."""
    with listening(refuses) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        yield server
        wait_until_sent(5)


def token(form: str = "AdoptionForm", made: int = 0) -> str:
    """A form's token from so many seconds after 1970; by default an honest one."""
    return Signer(salt=f"cases.register.{form}").sign(str(made or int(time()) - 60))


def filled_in(**changes) -> dict[str, str]:
    """An honest “Vi gør det også”."""
    honest = {
        "case": Case.objects.get(number=20).slug,
        "municipality": "0329",
        "mailbox": MAILBOX,
        "stage": "i-drift",
        "since_year": "2023",
        "system": "MARC",
        "remark": "Lederne kontrollerer hvert kvartal.",
        "token": token(),
        "hjemmeside": "",
    }
    return honest | changes


def asking() -> tuple[str, dict[str, str]]:
    """“Er det jeres case?”: the address, and an honest submission."""
    case = Case.objects.get(number=20).slug
    return YOURS, {"case": case, "mailbox": MAILBOX, "token": token("MailboxOfCaseForm"), "hjemmeside": ""}


def stopping() -> tuple[str, dict[str, str]]:
    """What a link leads to of which nobody has got the mail, and an honest “not in operation”."""
    case = Case.objects.get(number=20)
    confirmation = Confirmation(case=case, municipality=case.municipality, mailbox=MAILBOX)
    confirmation.save()
    address = f"{link_to(confirmation, Purpose.CONFIRM).removeprefix(SITE)}?svar=ikke-i-drift"
    said = {"stopped_year": "2023", "remark": "Vi har fået et andet system."}
    return address, {**said, "token": token("StoppedForm"), "hjemmeside": ""}


def send(client, address: str = ADOPT, origin: str = SITE, **data):
    return client.post(address, data, headers={"Origin": origin} if origin else {})


def press(client, address: str, form: str = "ButtonForm", **data):
    """Press the button of a page that a link leads to."""
    return send(client, address, **{"token": token(form), **data})


def link_in(mail) -> str:
    """The address of the link to act with, within the site."""
    body = mail.body if hasattr(mail, "body") else mail.get_content()
    return re.search(rf"{SITE}(/[a-z-]+/\w+/[\w:-]+/)\s", body).group(1)


def entry(**changes) -> Adoption:
    """An approved entry, as the year's work of a municipality and an editor leaves it."""
    made = Adoption(
        case=Case.objects.get(number=20),
        municipality=Municipality.objects.get(code="0329"),
        mailbox=MAILBOX,
        stage="i-drift",
        since_year=2023,
    )
    made.save()
    contributions.confirm(made)
    contribution_decisions.approve(made, editor(f"Eva{made.pk}"), vouched=True)
    wait_until_sent(5)
    if changes:
        Adoption.objects.filter(pk=made.pk).update(**changes)
    return Adoption.objects.get(pk=made.pk)


def decide(client, pk, follow: bool = False, **data):
    """What an editor decides on a contribution as it is now; ``follow`` also asks for the page that this leads to."""
    seen = Contribution.objects.get(pk=pk).key
    return client.post(f"/admin/cases/contribution/{pk}/change/", {"seen": seen, **data}, follow=follow)


def keep() -> str:
    """What the timer does."""
    out = StringIO()
    call_command("keep_contributions", stdout=out)
    return out.getvalue().strip()


def give_domain(code: str = "0329", domain: str = "ringsted.dk") -> None:
    municipality = Municipality.objects.get(code=code)
    MunicipalityDomain.objects.create(municipality=municipality, domain=domain, source="Kommunens hjemmeside")


def place(**parameters) -> str:
    """The address of “Meld en fejl” at a place of case 20."""
    return f"{REPORT}?{urlencode({'case': Case.objects.get(number=20).slug, **parameters})}"


def error(**changes) -> dict[str, str]:
    """An honest “Meld en fejl”."""
    return {"what": "Det var 25.233 kr. i 2018-2019.", "token": token("ErrorReportForm"), "hjemmeside": ""} | changes
