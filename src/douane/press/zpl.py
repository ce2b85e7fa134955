"""Labels in ZPL II for thermal printers: each page of the press as one graphic field.

A printer's own fonts have no Chinese and cannot be measured from here, so a text might be cut in silence. The press has
set, shrunk and checked every text already; the dots of its page are sent as they are, bars on the dot grid among them.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from binascii import crc_hqx

from douane.press.raster import Raster, black_and_white


def zpl(pdf: bytes) -> bytes:
    """The pages of a file of labels as ZPL, a format `^XA…^XZ` each, 203 dpi. The same file gives the same bytes."""
    return b"".join(map(_label, black_and_white(pdf)))


def _label(page: Raster) -> bytes:
    row = (page.width + 7) // 8
    size = row * page.height
    packed = b64encode(zlib.compress(page.rows, 9))
    # `:Z64:` is deflated and in base 64, with a CRC-16 of the text (ZPL II Programming Guide, ^GF).
    return b"^XA\n^PW%d\n^LL%d\n^FO0,0^GFA,%d,%d,%d,:Z64:%s:%04X^FS\n^XZ\n" % (
        page.width, page.height, size, size, row, packed, crc_hqx(packed, 0),
    )  # fmt: skip
