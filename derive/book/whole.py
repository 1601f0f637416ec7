"""Files and folders that are there whole or not at all, whoever ends a build halfway."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".part"
ABANDONED = 60.0  # seconds after which a temporary file is nobody's

# From Linux's <fcntl.h> and <linux/fs.h>; see renameat2(2).
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in the place of what stood there; its folder is made. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which then stands in the place of another, all at once.

    When the block raises, what stood there still stands. What an earlier run, ended halfway, has
    left is cleared away first; of two runs at once the second waits. Where a system cannot exchange
    two folders, each file is replaced by itself. Raises OSError, also where ``place`` is a symbolic
    link, which nothing is written through.
    """
    if place.is_symlink():
        raise OSError(f"{place} is a symbolic link: put the folder itself there")
    beside = staging(place)
    lock = _occupied(beside)
    try:
        for left in beside.iterdir():
            shutil.rmtree(left)
        new = beside / place.name
        new.mkdir()
        yield new
        _put(new, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def staging(place: Path) -> Path:
    """Return the folder beside ``place`` in which it is made anew."""
    return place.with_name(f".{place.name}.new")


def _occupied(folder: Path) -> int | None:
    """Make the folder and hold it alone till the handle is closed; None where that can't be."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        folder.mkdir(exist_ok=True)
        return None
    while True:
        folder.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # who held it has just removed it
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                if os.path.samestat(os.fstat(handle), os.stat(folder)):
                    return handle
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)


def _put(new: Path, place: Path) -> None:
    if not place.exists():
        os.rename(new, place)
        return
    try:
        _exchange(new, place)
    except OSError:
        _put_each(new, place)


def _exchange(one: Path, other: Path) -> None:
    """Exchange two folders in one step. Raises OSError where the system can't."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    library = ctypes.CDLL(None, use_errno=True)
    try:
        renameat2 = library.renameat2
    except AttributeError:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    paths = (AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other))
    if renameat2(*paths, RENAME_EXCHANGE) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _put_each(new: Path, place: Path) -> None:
    """Replace a folder's files one by one; then remove those that are new nowhere."""
    wanted = {path.relative_to(new) for path in new.rglob("*")}
    for path in sorted(wanted):
        if (new / path).is_dir():
            (place / path).mkdir(exist_ok=True)
        else:
            os.replace(new / path, place / path)
    for path in sorted(place.rglob("*"), reverse=True):
        if path.relative_to(place) not in wanted:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def _sweep(folder: Path) -> None:
    """Remove temporary files that an earlier run, ended halfway, has left."""
    for path in folder.glob(f"*{PART}"):
        with suppress(FileNotFoundError):  # its own run has finished meanwhile
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()
