"""Trouble that no consignment is to blame for: the work stops with a sentence, and goes on with the same command."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from douane.store.database import StoreError, lost


class StoppedError(Exception):
    """Something stops the work that no other worker would overcome (disk full, database away). Exit code 5: go on later."""

    exit_code = 5


_WORDS = {
    errno.ENOSPC: "The disk is full. Make room and run the same command again to go on.",
    errno.EDQUOT: "The quota of the disk is used up. Make room and run the same command again to go on.",
    errno.EROFS: "It cannot be written: the file system is read-only. Mend that and run the same command again.",
    errno.EACCES: "It cannot be written. Mend its permissions and run the same command again.",
    errno.EPERM: "It cannot be written. Mend its permissions and run the same command again.",
}


@contextmanager
def stops() -> Iterator[None]:
    """Turn a full disk, a folder that cannot be written and a lost database into an error that says the way out."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        stopped = stopped_by(error)
        if stopped is None:
            raise
        raise stopped from error


def stopped_by(error: Exception) -> StoppedError | StoreError | None:
    """The error in words with exit code 5 where it is one that stops the work; else `None`."""
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return lost(error)
    return StoppedError(in_words(error)) if isinstance(error, OSError) else None


def in_words(error: OSError) -> str:
    """What a file or folder refuses, and what to do."""
    words = _WORDS.get(error.errno or 0, f"{error.strerror}. Mend that and run the same command again to go on.")
    return f"{error.filename or 'A file'}: {words}"
