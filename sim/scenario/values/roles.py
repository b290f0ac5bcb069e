"""Roles of agencies that are known by name; lists of scenarios need them without the schema."""

from typing import Final

KNOWN_ROLES: Final = (
    "intelligence",
    "police",
    "border",
    "customs",
    "financial intelligence",
    "cyber",
    "military",
    "fusion centre",
)
"""Roles that editors offer; any other name may stand."""
USUAL_ROLE: Final = "police"
"""Of an agency of which none is written."""
