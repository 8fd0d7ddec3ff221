"""`make editor`: the first account, asked for or from the environment."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tests.signing_in import PASSWORD

PROMPTS = "casekatalog.accounts.management.commands.create_editor"


def answers(monkeypatch, name: str, *passwords: str) -> None:
    given = iter(passwords)
    monkeypatch.setattr("builtins.input", lambda prompt: name)
    monkeypatch.setattr(f"{PROMPTS}.getpass", lambda prompt: next(given))


def test_it_asks_for_a_name_and_a_password_twice(monkeypatch, capsys):
    answers(monkeypatch, " anna ", PASSWORD, PASSWORD)
    call_command("create_editor")
    user = User.objects.get(username="anna")
    assert user.is_superuser
    assert user.is_staff
    assert user.check_password(PASSWORD)
    assert "Kontoen “anna” er oprettet. Log ind på /admin/." in capsys.readouterr().out


def test_the_environment_answers_where_nobody_can_but_never_without_a_password(monkeypatch, capsys):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "anna")
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="mindst 12 tegn"):
        call_command("create_editor")
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("create_editor")
    assert User.objects.get(username="anna").check_password(PASSWORD)


@pytest.mark.parametrize(
    ("name", "passwords", "why"),
    [
        ("anna", (PASSWORD, "noget-andet-end"), "ikke ens"),
        ("anna", ("kort", "kort"), "mindst 12 tegn"),
        ("", (PASSWORD, PASSWORD), "kan ikke være tomt"),
        ("to ord", (PASSWORD, PASSWORD), "gyldigt brugernavn"),
        ("bent", (PASSWORD, PASSWORD), "findes allerede"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_created(monkeypatch, name, passwords, why):
    User.objects.create_user("bent")
    answers(monkeypatch, name, *passwords)
    with pytest.raises(CommandError, match=why):
        call_command("create_editor")
    assert User.objects.count() == 1


def test_going_away_creates_nothing(monkeypatch):
    def leave(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", leave)
    with pytest.raises(CommandError, match="ikke oprettet"):
        call_command("create_editor")
