"""Several PDF files as one, with the same bytes for the same files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import ExitStack

import pikepdf


def merged(parts: Sequence[bytes]) -> bytes:
    """All pages in order, with the metadata of the first file. One file stays as it is; none gives no bytes."""
    if len(parts) < 2:
        return b"".join(parts)
    with ExitStack() as open_files:
        whole, *others = [open_files.enter_context(pikepdf.open(io.BytesIO(part))) for part in parts]
        for other in others:
            whole.pages.extend(other.pages)
        target = io.BytesIO()
        # The identifier is made from the content; by default it would be made from the clock.
        whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()
