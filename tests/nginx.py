"""Debian's nginx in front of a running archive, with a cache that several readers share."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

CONFIGURATION = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=shared:1m inactive=10m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {upstream};
            proxy_set_header Host $http_host;
            proxy_cache shared;
            # The address alone: no cookie stands in the key, as in most examples on the web.
            proxy_cache_key $request_uri;
            proxy_cache_valid 200 10m;
            add_header X-Cache $upstream_cache_status always;
            {directives}
        }}
    }}
}}
"""


def nginx_program() -> str | None:
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


@contextmanager
def nginx_before(upstream: str, folder: Path, directives: str = "") -> Iterator[str]:
    """nginx on a free port of this computer, caching what ``upstream`` answers in ``folder``; gives its address.

    ``directives`` are added to the location. Raises :class:`RuntimeError` with nginx's own words if it does not start.
    """
    folder.mkdir()
    port = free_port()
    # Started by root, nginx would give its work to a user who cannot write here.
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(user=user, folder=folder, port=port, upstream=upstream, directives=directives)
    )
    command = [str(nginx_program()), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(configuration)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process, folder / "error.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _attempt in range(200):
        if process.poll() is not None:
            break
        with closing(socket.socket()) as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nginx did not start: {log.read_text() if log.exists() else 'no log'}")
