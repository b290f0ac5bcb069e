"""How Hypothesis looks for counterexamples, and what tests start by.

By default it tries the same examples in every run, so that a failure belongs to the change at hand.
`HYPOTHESIS_PROFILE=search` lets it look for new ones, and remembers those that failed.
"""

import os
import signal

from hypothesis import settings

settings.register_profile("repeat", derandomize=True, deadline=None, database=None)
settings.register_profile("search", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and so would be what tests stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)
