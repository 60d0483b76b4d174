"""The builders of the desk's tests, and of the readers' tests, serve here too."""

import sys
from pathlib import Path

for room in ("deciding", "files"):
    sys.path.insert(0, str(Path(__file__).parents[1] / room))
