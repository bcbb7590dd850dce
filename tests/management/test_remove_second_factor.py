"""Removing a second factor: of the one who is named, sessions included, and of nobody else."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from tests import cast
from tests.accounts.people import app_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def leyla_and_bahram():
    users = [cast.user(name, "publisher", is_staff=True) for name in ("leyla", "bahram")]
    for user in users:
        app_for(user)
    return users


def test_one_users_factors_and_sessions_go(leyla_and_bahram, capsys):
    browsers = [Client(), Client()]
    for browser, user in zip(browsers, leyla_and_bahram, strict=True):
        browser.force_login(user)
    call_command("remove_second_factor", "leyla")
    assert "Removed 1 second factors and ended 1 sessions." in capsys.readouterr().out
    assert [each.user.username for each in Authenticator.objects.all()] == ["bahram"]
    assert [browser.get("/").wsgi_request.viewer.is_registered for browser in browsers] == [False, True]


def test_all_go_at_once(leyla_and_bahram):
    call_command("remove_second_factor", everyone=True)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["leyla", "--all"], ["nobody"]])
def test_nobody_is_guessed(leyla_and_bahram, arguments):
    with pytest.raises(CommandError):
        call_command("remove_second_factor", *arguments)
    assert Authenticator.objects.count() == 2
