"""How Hypothesis looks for counterexamples.

By default it tries the same examples in every run, so that a failure belongs to the change at hand.
`HYPOTHESIS_PROFILE=search` lets it look for new ones, and remembers those that failed.
"""

import os

from hypothesis import settings

settings.register_profile("repeat", derandomize=True, deadline=None, database=None)
settings.register_profile("search", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))
