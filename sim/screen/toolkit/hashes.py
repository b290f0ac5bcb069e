"""Hashes: what the content policy of a page calls the style and the script that it lets in."""

from __future__ import annotations

import base64
import hashlib


def hash_of(text: str) -> str:
    """What a content policy calls a text that may run or style the page."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
