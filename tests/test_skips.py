"""With ARCHIVE_REQUIRE_ALL=1 nothing is skipped in silence: proven on small suites that skip in every way."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

WAYS_TO_SKIP = {
    "marked": "@pytest.mark.skip(reason='not today')\ndef test_it(): pass",
    "in the test": "def test_it(): pytest.skip('not today')",
    "in a fixture": "@pytest.fixture\ndef tool(): pytest.skip('not today')\ndef test_it(tool): pass",
    "a whole module": "pytest.skip('not today', allow_module_level=True)",
    "a missing library": "pytest.importorskip('no_such_library', reason='not today')",
    "no browser": "@pytest.mark.browser\ndef test_it(chromium): pass",
    "the wrong excuse": "@pytest.mark.other_database('sqlite')\ndef test_it(): pytest.skip('not today')",
}


OTHER_DATABASE = "@pytest.mark.other_database('postgresql')\ndef test_it(): assert False"


@pytest.fixture
def suite(tmp_path):
    """Runs small test files on SQLite under our own conftest.py; returns what was printed and the status."""
    shutil.copy(TESTS / "conftest.py", tmp_path)
    shutil.copy(TESTS.parent / "pyproject.toml", tmp_path)

    def run(texts, require_all, *options):
        (tmp_path / "tests").mkdir()
        for number, text in enumerate(["def test_it(): pass", *texts]):
            (tmp_path / "tests" / f"test_{number}.py").write_text(f"import pytest\n\n{text}\n")
        # No chromium on PATH, and a database that needs nothing.
        environment = os.environ | {"ARCHIVE_REQUIRE_ALL": require_all, "PATH": str(tmp_path)}
        environment |= {"DATABASE_URL": "sqlite://:memory:", "PYTHONPATH": str(TESTS.parent)}
        for name in list(environment):
            if name.startswith("PYTEST_") or name == "ARCHIVE_CHROMIUM":
                del environment[name]
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:warnings", *options]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.stdout, done.returncode

    return run


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "in parallel"])
def test_skips_are_allowed_by_default(suite, options):
    printed, status = suite([*WAYS_TO_SKIP.values(), OTHER_DATABASE], "0", *options)
    assert status == 0, printed
    assert "1 passed, 6 skipped, 2 other database" in printed


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "in parallel"])
def test_no_skip_passes_where_nothing_may_be_skipped(suite, options):
    printed, status = suite(WAYS_TO_SKIP.values(), "1", "--continue-on-collection-errors", *options)
    assert status == 1, printed
    for number, way in enumerate(WAYS_TO_SKIP, 1):
        failed = re.search(rf"tests/test_{number}\.py\S* was skipped, and nothing may be: .*", printed)
        assert failed, f"{way} passed unseen:\n{printed}"
    assert "no chromium found" in printed
    assert "skipped" not in printed.strip().splitlines()[-1]


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "in parallel"])
def test_a_test_about_another_database_is_skipped_by_name_and_counted_apart(suite, options):
    printed, status = suite([OTHER_DATABASE], "1", *options)
    assert status == 0, printed
    assert "1 passed, 1 other database" in printed


@pytest.mark.parametrize(("cases", "ran"), [("3", 5), ("0", 12)])
def test_of_many_cases_some_are_run_where_some_are_asked_for(suite, monkeypatch, cases, ran):
    """Three of ten spread over all of them, and each test with fewer; every one where no number is given."""
    monkeypatch.setenv("ARCHIVE_CASES", cases)
    ten = "@pytest.mark.parametrize('case', range(10))\ndef test_it(case): assert case in (0, 3, 6) or '{}' == '0'"
    printed, status = suite([ten.format(cases), "def test_alone(): pass"], "1")
    assert status == 0, printed
    assert f"{ran} passed" in printed
