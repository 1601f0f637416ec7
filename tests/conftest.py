"""What all tests share: chance that repeats itself."""

import os

from hypothesis import settings

# The same examples at every run, so that a run that passed passes again; a longer run
# (DERIVE_LONG=10) looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("searching", derandomize=False, deadline=None)
settings.load_profile("searching" if os.environ.get("DERIVE_LONG") else "repeatable")
