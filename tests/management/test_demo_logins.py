"""Demo logins: only on one's own computer, the same every day, and nobody else's user is touched."""

import json
import stat

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import override_settings

pytestmark = pytest.mark.django_db

in_debug = override_settings(DEBUG=True)


@pytest.fixture(autouse=True)
def groups():
    for name in ("cataloguer", "reviewer", "publisher", "administrator"):
        Group.objects.get_or_create(name=name)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "demo-logins.json"


def logins(file, capsys, address="127.0.0.1:8000"):
    call_command("demo_logins", address=address, file=file)
    return capsys.readouterr().out


@in_debug
def test_the_printed_password_opens_the_workbench(client, file, capsys):
    printed = logins(file, capsys)
    for name, password in json.loads(file.read_text()).items():
        assert f"{name:<15} {password}" in printed
        assert client.login(username=name, password=password)
        assert User.objects.get(username=name).is_staff == (name != "researcher")
    assert "http://127.0.0.1:8000/admin/" in printed


@in_debug
def test_each_login_has_its_group_and_only_one_is_superuser(file, capsys):
    logins(file, capsys)
    assert [group.name for group in User.objects.get(username="curator").groups.all()] == ["publisher"]
    assert [group.name for group in User.objects.get(username="cataloguer").groups.all()] == ["cataloguer"]
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["administrator"]
    assert not User.objects.get(username="researcher").groups.exists()


@in_debug
def test_no_demo_login_waits_for_an_e_mail(client, file, capsys):
    logins(file, capsys)
    for name, password in json.loads(file.read_text()).items():
        answer = client.post("/accounts/login/", {"login": name, "password": password})
        assert answer["Location"] == ("/" if name == "researcher" else "/admin/")
        client.logout()


@in_debug
def test_the_passwords_stay_the_same_and_private(file, capsys):
    assert logins(file, capsys) == logins(file, capsys)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@in_debug
def test_a_password_changed_in_the_admin_is_put_back_to_the_printed_one(file, capsys):
    logins(file, capsys)
    user = User.objects.get(username="curator")
    user.set_password("something else")
    user.save()
    logins(file, capsys)
    user.refresh_from_db()
    assert user.check_password(json.loads(file.read_text())["curator"])


@in_debug
def test_a_lost_file_means_new_passwords(file, capsys):
    first = logins(file, capsys)
    file.unlink()
    assert logins(file, capsys) != first


@in_debug
def test_somebody_elses_user_of_that_name_is_left_alone(file, capsys):
    User.objects.create_user("curator", "ana@example.org", "ana's own password")
    printed = logins(file, capsys)
    user = User.objects.get(username="curator")
    assert user.check_password("ana's own password")
    assert not user.is_staff
    assert "(not a demo login)" in printed


def test_none_are_made_outside_debug_mode(file, capsys):
    with pytest.raises(CommandError, match="debug mode only"):
        logins(file, capsys)
    assert not User.objects.exists()


@in_debug
@pytest.mark.parametrize("address", ["0.0.0.0:8000", "192.168.1.4:8000", "archive.example.org:80", "[::]:8000", ""])
def test_none_are_made_for_an_address_others_can_reach(file, capsys, address):
    with pytest.raises(CommandError, match="this computer only"):
        logins(file, capsys, address)
    assert not User.objects.exists()


@in_debug
@pytest.mark.parametrize("address", ["localhost:8000", "127.0.0.1:80", "[::1]:8000", "127.0.0.1"])
def test_any_loopback_address_will_do(file, capsys, address):
    assert address in logins(file, capsys, address)
