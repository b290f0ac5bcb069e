"""Renews the kept fingerprints after a wanted change: ``python -m tests.golden.renew``."""

import json

from tests.golden import json_keys
from tests.golden.digests import FILE, digests

if __name__ == "__main__":
    FILE.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")
    json_keys.write()
