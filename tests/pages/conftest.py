"""The tiny sweep and its page, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.tiny import page_in


@pytest.fixture(scope="package")
def page(tmp_path_factory) -> Path:
    """The file of the tiny sweep's page."""
    return page_in(tmp_path_factory.mktemp("page"))
