"""Imports point down only: the layers of the archive, read off the source with ``ast``."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ARCHIVE = Path(settings.BASE_DIR) / "archive"

LAYERS = [
    {"lib"},
    {"formats", "access"},
    {"models"},
    {"search"},
    {"actions"},
    {"importers", "interop", "forms", "accounts"},
    {"templatetags"},
    {"views", "admin", "api", "management"},
    {"urls", "apps", "middleware", "context_processors", "receivers", "index_receivers", "checks"},
]
MODELS = [
    "base",
    "public_ids",
    "vocabulary",
    "authorities",
    "people",
    "organisations",
    "places",
    "events",
    "names",
    "sources",
    "collections",
    "access_conditions",
    "testimonies",
    "sessions",
    "transcripts",
    "pins",
    "sections",
    "statements",
    "media",
    "consent",
    "sealed",
    "ledger",
    "research",
    "previews",
    "residue",
    "proposals",
    "loads",
    "indexed",
]
NARROWER = {"formats": {"lib"}, "access": {"lib"}, "templatetags": {"lib", "access"}}
"""Folders that may import less than all that lies below them."""

MAY_IMPORT_LATE = {"apps.py"}
"""``AppConfig.ready()`` is the one place where Django wants an import inside a function."""


def level_of(folder: str) -> int:
    for level, folders in enumerate(LAYERS):
        if folder in folders:
            return level
    raise LookupError(f"archive/{folder} has no layer: give it one in design and here")


def folder_of(module: str) -> str:
    return module.split(".")[1]


def imports_of(tree: ast.AST) -> list[tuple[str, int]]:
    """Every module of the archive that ``tree`` imports, with the line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                found.append((f"archive.{'.' * node.level}{module}", node.lineno))
            elif module == "archive":
                found += [(f"archive.{alias.name}", node.lineno) for alias in node.names]
            else:
                found.append((module, node.lineno))
    return [(module, line) for module, line in found if module.split(".")[0] == "archive" and "." in module]


def faults_of(module: str, source: str) -> list[str]:
    """What the module named ``module`` (``archive.…``) with text ``source`` does against the layers."""
    tree = ast.parse(source)
    here = folder_of(module)
    faults = []
    for imported, line in imports_of(tree):
        there = folder_of(imported)
        if there == "":
            faults.append(f"{module}:{line} imports relatively; write the whole name")
        elif there == here:
            continue
        elif here in NARROWER and there not in NARROWER[here]:
            faults.append(f"{module}:{line} imports {imported}: {here} may import only {sorted(NARROWER[here])}")
        elif level_of(there) >= level_of(here) and level_of(here) < len(LAYERS) - 1:
            faults.append(f"{module}:{line} imports {imported}, which is not below it")
    return faults + late_imports(module, tree) + model_order(module, tree)


def late_imports(module: str, tree: ast.AST) -> list[str]:
    if f"{module.split('.')[-1]}.py" in MAY_IMPORT_LATE:
        return []
    return [
        f"{module}:{inner.lineno} imports inside a function"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def model_order(module: str, tree: ast.AST) -> list[str]:
    parts = module.split(".")
    if parts[1] != "models" or len(parts) < 3:
        return []
    here = MODELS.index(parts[2])
    return [
        f"{module}:{line} imports {imported}, which does not come before it"
        for imported, line in imports_of(tree)
        if folder_of(imported) == "models" and (imported.count(".") < 2 or MODELS.index(imported.split(".")[2]) >= here)
    ]


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(ARCHIVE.rglob("*.py")):
        inner = path.relative_to(ARCHIVE)
        if inner.parts[0] in ("migrations", "__init__.py"):
            continue
        parts = [*inner.parts[:-1], *([] if inner.stem == "__init__" else [inner.stem])]
        found.append((".".join(["archive", *parts]), path))
    return found


@pytest.mark.parametrize(("module", "path"), [pytest.param(*pair, id=pair[0]) for pair in modules()])
def test_imports_point_down(module, path):
    assert faults_of(module, path.read_text()) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("archive.lib.text", "from archive.models import Person"),
        ("archive.access.rules", "from archive.models.base import Record"),
        ("archive.models.people", "from archive.actions.publication import PUBLISH"),
        ("archive.models.people", "from archive.models.testimonies import Testimony"),
        ("archive.models.people", "from archive.models import Testimony"),
        ("archive.views.home", "from archive.admin import people"),
        ("archive.views.home", "from ..models import Person"),
        ("archive.templatetags.names", "from archive.models import Person"),
        ("archive.forms.filters", "from archive.importers import fixtures"),
        ("archive.views.home", "def home(request):\n    from archive.models import Person"),
        ("archive.views.home", "import archive.middleware"),
    ],
)
def test_a_fault_is_found(module, source):
    assert faults_of(module, source)


def test_sealed_records_are_imported_by_no_public_module():
    allowed = {"archive.models", "archive.models.sealed"}
    importers = {
        module
        for module, path in modules()
        for imported, _line in imports_of(ast.parse(path.read_text()))
        if imported.startswith("archive.models.sealed")
        or (imported == "archive.models" and "sealed" in path.read_text() and module == "archive.models")
    }
    assert {module for module in importers if not module.startswith("archive.actions.")} <= allowed


def test_rows_are_destroyed_by_erasing_only():
    importers = {
        module
        for module, path in modules()
        if "_raw_delete(" in path.read_text() or re.search(r"\bimport\b.*\bdestroy\b", path.read_text())
    }
    assert importers == {"archive.models.residue", "archive.actions.erase"}


def test_guarded_columns_are_written_by_actions_only():
    writers = {
        module
        for module, path in modules()
        if ".write_guarded(" in path.read_text().replace("super().write_guarded(", "")
        and not module.startswith("archive.actions.")
    }
    assert writers <= {"archive.models.names"}, (
        "only actions, and names for their owners' headings, write guarded columns"
    )
