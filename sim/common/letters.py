"""Letters that nobody sees: control characters, and those that hide, reorder or break lines of text.

A text with such letters can forge what is printed around it. They are refused where files are read, and written as
escapes at every door to a terminal, from whatever file they came.
"""

from __future__ import annotations

import re
import unicodedata

UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""All of them but the line feed and the tab; letters that XML has not are among them."""

FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20].")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

LONGEST_TITLE = 300


def unseen_in(text: str) -> str:
    """What a text holds that nobody sees, in words; '' where it holds nothing of the kind."""
    found = UNSEEN.search(text)
    if not found:
        return ""
    control = unicodedata.category(found[0]) in ("Cc", "Cs")
    return "a control character in the text" if control else "an invisible letter in the text"


def title_trouble(text: str) -> str:
    """Why a text cannot be a title; '' where it can."""
    if "\n" in text or "\t" in text:
        return "must be one line"
    return "is too long" if len(text) > LONGEST_TITLE else unseen_in(text)


def escaped(character: str) -> str:
    """A letter as its code: \\x1b, \\u202e."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def as_cell(text: str) -> str:
    """A text as a cell of a table for spreadsheets: with an apostrophe before what one would carry out as a formula."""
    return f"'{text}" if _carried_out(text) else text


def from_cell(text: str) -> str:
    """The text of which a cell was made."""
    return text[1:] if text.startswith("'") and _carried_out(text) else text


def _carried_out(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula, were it not for apostrophes before it."""
    bare = text.lstrip("'")
    return FORMULA.match(bare) is not None and not NUMBER.fullmatch(bare)


def shown(text: str) -> str:
    """A text of one or more lines as a terminal may have it: what nobody sees is written out."""
    return UNSEEN.sub(lambda found: escaped(found[0]), text)
