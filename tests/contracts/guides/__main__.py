"""Prints of every figure in the guides what is said and what was measured, and marks what differs.

python -m tests.contracts.guides [SCENARIO ...]
"""

import sys

from tests.contracts.guides.claims import CLAIMS


def main(names: list[str]) -> None:
    """One line for each figure, scenario by scenario."""
    for name in names or CLAIMS:
        sys.stdout.write(f"{name}\n")
        for claim in CLAIMS[name]:
            found = claim.measured()
            mark = " " if claim.holds(found) else "!"
            low, high = ("" if b is None else f"{b:.2f}" for b in (found.low, found.high))
            line = f"{mark} {claim.said:8.2f} {found.value:8.2f} ({low} to {high})  {claim.words}"
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
