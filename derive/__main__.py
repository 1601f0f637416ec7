"""``python -m derive``."""

import sys

from derive.cli.arguments import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
