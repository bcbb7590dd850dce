"""Real files from real archives, read in place. They are no part of this project and may be absent."""

import os
from pathlib import Path

import pytest
from django.conf import settings

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples"


def sample_path(*parts: str) -> Path:
    """Return the path of a sample; skip the test where it is absent, or fail it where nothing may be skipped."""
    path = SAMPLES.joinpath(*parts)
    if path.exists():
        return path
    reason = f"the sample {'/'.join(parts)} is not on this computer"
    if os.environ.get("ARCHIVE_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
