"""What a web server such as gunicorn runs: `gunicorn config.wsgi`."""

import os
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
UNDERSTOOD = {"", "utf-8", "utf8", "us-ascii"}


def refusing_odd_charsets(application: Application) -> Application:
    """``application``, which answers 400 to a request in a character set other than UTF-8.

    Django decodes address and form in whatever set a request names, before any middleware, and some of those that
    Python knows are no text at all: the answer would be 500, with none of the archive's headers.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        header = Message()
        header["Content-Type"] = environ.get("CONTENT_TYPE", "")
        if str(header.get_param("charset", "")).lower() in UNDERSTOOD:
            return application(environ, start_response)
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        start_response("400 Bad Request", [*headers, ("X-Content-Type-Options", "nosniff")])
        return [b"The request is in a character set other than UTF-8.\n"]

    return answer


application = refusing_odd_charsets(get_wsgi_application())
