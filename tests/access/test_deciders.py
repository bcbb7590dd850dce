"""What caches may keep is decided in one place, read off the source with ``ast`` and off the settings."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

DECIDERS = {"cache_page", "cache_control", "never_cache", "patch_cache_control", "condition", "etag", "last_modified"}
MODULES = {"cache", "http"}
"""The names under which the modules that hold them are imported."""
ARCHIVE = Path(settings.BASE_DIR) / "archive"


def deciders_in(source: str) -> set[str]:
    """What ``source`` imports or names of Django's tools that decide about caching."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django"):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MODULES:
            named.add(node.attr)
    return named & (DECIDERS | {"UpdateCacheMiddleware", "FetchFromCacheMiddleware"})


def test_no_view_decides_what_is_kept():
    faults = {path.name: deciders_in(path.read_text()) for path in ARCHIVE.rglob("*.py")}
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from django.views.decorators.cache import cache_page",
        "from django.views.decorators import cache\n\n@cache.never_cache\ndef view(request): ...",
        "from django.utils.cache import patch_cache_control",
        "from django.views.decorators.http import require_safe, condition",
    ],
)
def test_a_view_that_decided_would_be_found(source):
    assert deciders_in(source)


def test_the_one_who_decides_sees_every_cookie_that_is_set():
    order = settings.MIDDLEWARE
    decider = order.index("archive.middleware.SharedCacheMiddleware")
    for inner in ("sessions.middleware.SessionMiddleware", "middleware.csrf.CsrfViewMiddleware"):
        assert decider < order.index(f"django.contrib.{inner}" if "sessions" in inner else f"django.{inner}")
    assert not any("cache" in each.lower() for each in order if each != order[decider])
