"""A busy or impossible port is told in a sentence."""

import socket

import pytest

from config.free_port import fault


def test_a_free_port_has_no_fault():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    assert fault("127.0.0.1", str(port)) == ""


def test_a_busy_port_is_told_with_another_to_try():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        assert f"make run PORT={port + 1}" in fault("127.0.0.1", str(port))


@pytest.mark.parametrize("port", ["abc", "0", "99999", "-1", "", "８０００"])
def test_what_is_no_port_is_told(port):
    assert "is not a port" in fault("127.0.0.1", port)
