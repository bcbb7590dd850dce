"""Typed readers for what an operator sets in the environment.

Each reader takes the variable's name and returns a value of one type. A value that cannot be used raises
ImproperlyConfigured, naming the variable, what is wrong with it and what a right value looks like. A variable
that is set but empty counts as not set. Values of secrets never appear in a message.

Variables are read straight from the process environment, so a value that begins with "$" is taken as it
stands; django-environ's own readers would look up another variable of that name.
"""

import base64
import binascii
import os
import re
from pathlib import Path
from typing import Any, TypeVar, overload
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}
SCHEMES = {"postgres", "postgresql", "pgsql", "sqlite"}
MAIL_PORTS = {"smtp+tls": 587, "smtp+ssl": 465, "smtp": 25}
MAKE_KEYS = "Make one with: python -m config.keys"


class _Required:
    """Stands for "no default": the variable has to be set."""


REQUIRED = _Required()


def fault(name: str, what: str, example: str) -> ImproperlyConfigured:
    """The error every reader raises, worded the same way each time."""
    return ImproperlyConfigured(f"{name} {what}. {example}")


def _given(name: str) -> str | None:
    """The value as set, without surrounding blanks; None when it is not set or empty."""
    return os.environ.get(name, "").strip() or None


def _default(name: str, default: T | _Required, example: str) -> T:
    if isinstance(default, _Required):
        raise fault(name, "is not set", example)
    return default


@overload
def env_str(name: str) -> str: ...
@overload
def env_str(name: str, default: T) -> str | T: ...
def env_str(name: str, default: Any = REQUIRED) -> Any:
    """Text as it stands."""
    value = _given(name)
    return _default(name, default, f"Set it to text: {name}=…") if value is None else value


def env_bool(name: str, default: bool | _Required = REQUIRED) -> bool:
    """On or off: 1/0, true/false, yes/no, on/off in any case."""
    example = f"Write {name}=on or {name}=off"
    value = _given(name)
    if value is None:
        return _default(name, default, example)
    if value.lower() in YES | NO:
        return value.lower() in YES
    raise fault(name, f"is {value!r}, which is neither yes nor no", example)


def env_int(name: str, default: int | _Required = REQUIRED, minimum: int = 0, maximum: int | None = None) -> int:
    """A whole number from minimum to maximum, both included."""
    upper = "or more" if maximum is None else f"to {maximum}"
    example = f"Write a whole number, {minimum} {upper}, such as {name}={max(minimum, 1)}"
    value = _given(name)
    if value is None:
        return _default(name, default, example)
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise fault(name, f"is {value!r}, which is not a whole number", example)
    number = int(value)
    if number < minimum or (maximum is not None and number > maximum):
        raise fault(name, f"is {number}, which is out of range", example)
    return number


def env_list(name: str, default: list[str] | _Required = REQUIRED) -> list[str]:
    """Words separated by commas; blanks around them do not count."""
    example = f"Separate the values by commas: {name}=one,two"
    value = _given(name)
    if value is None:
        return list(_default(name, default, example))
    words = [word.strip() for word in value.split(",")]
    if not all(words):
        raise fault(name, f"is {value!r}, which has an empty value between commas", example)
    if any(re.search(r"[\s;]", word) for word in words):
        raise fault(name, f"is {value!r}, where blanks or semicolons stand between values", example)
    return words


def env_choices(name: str, choices: list[str]) -> list[str]:
    """Some of ``choices``, separated by commas; none when it is not set."""
    chosen = env_list(name, [])
    for word in chosen:
        if word not in choices:
            raise fault(name, f"holds {word!r}, which is not one of {', '.join(choices)}", f"Write {name}={choices[0]}")
    return chosen


def env_origins(name: str, default: list[str] | _Required = REQUIRED) -> list[str]:
    """Web origins, each with its scheme, separated by commas."""
    origins = env_list(name, default)
    for origin in origins:
        if not re.fullmatch(r"https?://[^/\s]+", origin):
            raise fault(
                name,
                f"holds {origin!r}, which is not a scheme and a host",
                f"Write it like {name}=https://archive.example.org",
            )
    return origins


def env_origin(name: str, default: str) -> str:
    """One web origin, or ``default``."""
    origins = env_origins(name, [default] if default else [])
    if len(origins) > 1:
        raise fault(name, "holds several origins", f"Write one, like {name}=https://archive.example.org")
    return origins[0] if origins else default


def env_path(name: str, default: Path | _Required = REQUIRED, *, base: Path) -> Path:
    """A folder or file; a relative path starts at base."""
    example = f"Write a path such as {name}=/srv/archive"
    value = _given(name)
    if value is None:
        return _default(name, default, example)
    if "\0" in value or "://" in value:
        raise fault(name, f"is {value!r}, which is not a path", example)
    try:
        return base / Path(value).expanduser()
    except RuntimeError:  # "~name" where there is nobody of that name
        raise fault(name, f"is {value!r}, and there is no such home folder", example) from None


def env_url_path(name: str, default: str | _Required = REQUIRED) -> str:
    """The path of an address on this host, which begins and ends with a slash."""
    example = f"Write a path such as {name}=/_media/"
    value = _given(name)
    if value is None:
        return _default(name, default, example)
    if not re.fullmatch(r"/([A-Za-z0-9._~-]+/)+", value):
        raise fault(name, f"is {value!r}, which is not a path between slashes", example)
    return value


def env_email(name: str, default: str | _Required = REQUIRED) -> str:
    """One e-mail address."""
    example = f"Write one address such as {name}=archive@example.org"
    value = _given(name)
    if value is None:
        return _default(name, default, example)
    if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", value):
        raise fault(name, f"is {value!r}, which is not an e-mail address", example)
    return value


def env_email_url(name: str) -> dict[str, Any]:
    """A mail server by its URL, as Django's EMAIL_… settings; {} when not set.

    smtp+tls:// begins in the clear and switches to TLS (port 587), smtp+ssl:// speaks TLS from the start (port 465),
    and smtp:// does neither (port 25). The URL may hold a password, so a fault tells its scheme at most.
    """
    example = f"Write {name}=smtp+tls://user:password@mail.example.org:587"
    value = _given(name)
    if value is None:
        return {}
    scheme, found, _rest = value.partition("://")
    if not found or scheme not in MAIL_PORTS:
        raise fault(name, f"does not begin with one of {', '.join(f'{one}://' for one in MAIL_PORTS)}", example)
    try:
        parts = urlsplit(value)
        port = parts.port or MAIL_PORTS[scheme]
    except ValueError:  # its message quotes the URL
        raise fault(name, f"begins with {scheme}:// but the rest cannot be read", example) from None
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise fault(name, f"begins with {scheme}:// but what follows is not user:password@host:port", example)
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": scheme == "smtp+tls",
        "EMAIL_USE_SSL": scheme == "smtp+ssl",
    }


def env_time_zone(name: str, default: str | _Required = REQUIRED) -> str:
    """A time zone's name in the IANA database (https://www.iana.org/time-zones)."""
    example = f"Write a name such as {name}=Europe/Amsterdam or {name}=UTC"
    value = _given(name)
    if value is None:
        return _default(name, default, example)
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, LookupError) as error:
        raise fault(name, f"is {value!r}, which is not the name of a time zone", example) from error


def env_header(name: str) -> tuple[str, str] | None:
    """A request header and the value that counts, as SECURE_PROXY_SSL_HEADER wants it; None when not set."""
    value = _given(name)
    if value is None:
        return None
    match = re.fullmatch(r"([A-Za-z][A-Za-z0-9-]*)\s*:\s*(\S+)", value)
    if match is None:
        raise fault(
            name,
            f"is {value!r}, which is not a header and its value",
            f'Write it like {name}="X-Forwarded-Proto: https"',
        )
    return f"HTTP_{match[1].upper().replace('-', '_')}", match[2]


def env_secret(name: str, default: str | _Required = REQUIRED, minimum_length: int = 1) -> str:
    """A secret, given in the variable itself or in the file that NAME_FILE points to (but not both)."""
    value, file_name = _given(name), _given(f"{name}_FILE")
    if value is not None and file_name is not None:
        raise fault(name, f"and {name}_FILE are both set", "Keep one of the two")
    if file_name is not None:
        try:
            value = Path(file_name).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError, RuntimeError) as error:
            other = "no such home folder" if isinstance(error, RuntimeError) else "not text"
            reason = error.strerror if isinstance(error, OSError) else other
            raise fault(
                f"{name}_FILE",
                f"names a file that cannot be read ({reason})",
                f"Write a path such as {name}_FILE=/run/secrets/{name.lower()}",
            ) from None
        if not value:
            raise fault(f"{name}_FILE", "names a file that is empty", "Put the secret on its first line")
    if value is None:
        return _default(name, default, f"{MAKE_KEYS} (--write var/local.env keeps it there)")
    if len(value) < minimum_length:
        raise fault(name, f"has only {len(value)} of at least {minimum_length} characters", MAKE_KEYS)
    return value


def env_key(name: str, length: int = 32) -> bytes:
    """A key of that many bytes, written in URL-safe base64; a secret like any other (see env_secret)."""
    return _key(name, env_secret(name), length)


def env_keys(name: str, length: int = 32) -> list[bytes]:
    """Any number of keys, as env_key reads one: separated by commas, blanks or line breaks, so that a file may hold
    one a line. None at all when not set."""
    return [_key(name, written, length) for written in re.split(r"[\s,]+", env_secret(name, "")) if written]


def _key(name: str, value: str, length: int) -> bytes:
    try:
        key = base64.b64decode(value.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise fault(name, f"is not {length} bytes in URL-safe base64", MAKE_KEYS) from None
    if len(key) != length:
        raise fault(name, f"holds {len(key)} bytes instead of {length}", MAKE_KEYS)
    return key


def env_database_url(name: str, default: str, *, base: Path) -> dict[str, Any]:
    """A database by its URL, as an entry of DATABASES; a relative SQLite file starts at base.

    The URL may hold a password, so a fault tells its scheme at most.
    """
    example = f"Write {name}=postgres://user:password@host:5432/archive or {name}=sqlite:///archive.sqlite3"
    value = _given(name) or default
    scheme, found, rest = value.partition("://")
    if not found or not re.fullmatch(r"[a-z0-9+.]{1,20}", scheme):
        raise fault(name, "is not a URL (nothing like postgres:// stands at its beginning)", example)
    if scheme not in SCHEMES:
        raise fault(name, f"begins with {scheme}://, but only PostgreSQL and SQLite are supported", example)
    if scheme == "sqlite" and rest != ":memory:" and not rest.startswith("/"):
        raise fault(name, "needs three slashes before a relative path and four before an absolute one", example)
    try:
        database = dict(environ.Env.db_url_config(value))
    except Exception:  # the parser raises many kinds, some of which quote the URL with its password
        raise fault(name, f"begins with {scheme}:// but the rest cannot be read", example) from None
    if not database.get("NAME"):
        raise fault(name, f"begins with {scheme}:// but names no database", example)
    if database["ENGINE"].endswith("sqlite3") and database["NAME"] != ":memory:":
        database["NAME"] = str(base / database["NAME"])
    return database
