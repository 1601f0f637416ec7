"""Build the site into ``site/``, as ``make site`` does: the old site stands till the new is whole.

MkDocs itself writes in place, so a build that is ended halfway, or fails its strict checks at the
end, would leave half a site, or a faulty one, where a good one stood.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.__main__ import cli

from derive.book.whole import replacing

SITE = Path("site")


def main() -> int:
    """Build the site of the project in the current folder; return the exit status."""
    try:
        with replacing(SITE.absolute()) as new:
            _build(new)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except OSError as error:
        print(f"derive: the site is not built, the old one stays: {error}", file=sys.stderr)
        return 2
    return 0


def _build(folder: Path) -> None:
    """Have MkDocs build into a folder. Raises SystemExit when it has said what is wrong."""
    try:
        cli.main(["build", "--strict", "--site-dir", str(folder)])
    except SystemExit as end:  # as a command ends, also when all is well
        if end.code:
            raise


if __name__ == "__main__":
    sys.exit(main())
