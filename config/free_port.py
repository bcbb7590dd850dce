"""Says in a sentence why the archive cannot be opened at an address, before anything else is printed.

python -m config.free_port 127.0.0.1 8000
"""

import socket
import sys

HIGHEST_PORT = 65535


def fault(host: str, port: str) -> str:
    """What is wrong with the address; an empty text when a server can listen there."""
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= HIGHEST_PORT):
        return f"PORT={port} is not a port: write a number from 1 to {HIGHEST_PORT}, such as PORT=8001."
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, int(port)))
        except OSError as error:
            return (
                f"{host}:{port} cannot be used ({error.strerror}). Try another door: make run PORT={other(int(port))}"
            )
    return ""


def other(port: int) -> int:
    return port + 1 if port < HIGHEST_PORT else port - 1


if __name__ == "__main__":
    sys.exit(fault(sys.argv[1], sys.argv[2]) or None)
