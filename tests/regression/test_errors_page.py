"""The page of typical mistakes says what the program says, of this machine nothing, and has as many as it names."""

import re
from pathlib import Path

from tests.regression.errors_page import PAGE, page
from tests.regression.mistakes import MISTAKES


def test_the_page_says_what_the_program_says():
    """Written anew by `python -m tests.regression.errors_page`."""
    text = page()
    assert PAGE.read_text(encoding="utf-8") == text
    assert sum(map(len, MISTAKES.values())) == 40
    assert not re.search(rf"/(tmp|home|work|usr)/|{re.escape(str(Path.cwd()))}", text)
