"""What holds for every test: figures need no screen, and generated examples take their time on a busy machine."""

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "agg")
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
