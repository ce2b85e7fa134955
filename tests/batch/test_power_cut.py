"""Power cuts: ext4 on a loop device is shut down without its log, mounted again, and the batch goes on (`make torture`)."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from douane.pipeline.order import Tools
from tests.batch.shifts import Shift, children, ended, hash_of, left_behind

CUTS = int(os.environ.get("DOUANE_TORTURE_KILLS", "0")) // 10
_SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
_WITHOUT_LOG = 2


class Disk:
    """An ext4 in a file, whose power can be cut."""

    def __init__(self, folder: Path) -> None:
        self.image, self.root = folder / "disk.img", folder / "disk"
        self.root.mkdir()
        with self.image.open("wb") as file:
            file.truncate(200 << 20)
        for command in (["mkfs.ext4", "-q", "-F", str(self.image)], self._mount()):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"no loop device can be had here: {done.stderr.strip()}")

    def _mount(self) -> list[str]:
        return ["mount", "-o", "loop", str(self.image), str(self.root)]

    def cut(self, master: int) -> None:
        """Everything that has not reached the disk is gone. The writers are stopped first: a flush must not fail halfway."""
        everyone = [*children(master), master]
        for pid in everyone:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        handle = os.open(self.root, os.O_RDONLY)
        fcntl.ioctl(handle, _SHUT_DOWN, struct.pack("I", _WITHOUT_LOG))
        os.close(handle)
        for pid in everyone:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        ended(master, 30)
        self.unmount()
        subprocess.run(self._mount(), check=True)

    def unmount(self) -> None:
        for _ in range(100):
            if subprocess.run(["umount", str(self.root)], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        pytest.fail("the disk cannot be unmounted")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    found = Disk(tmp_path)
    yield found
    found.unmount()


@pytest.mark.skipif(not CUTS or os.geteuid() != 0, reason="make torture, as root")
def test_power_cuts_leave_no_trace(
    disk: Disk, inbox: Path, bare_tools: Tools, undisturbed: tuple[dict[str, bytes], str]
) -> None:
    dice = random.Random(6)  # noqa: S311  a dice, not a secret
    cuts = number = 0
    while cuts < CUTS:
        folder = disk.root / str(number)
        folder.mkdir(exist_ok=True)
        subprocess.run(["sync", "-f", str(disk.root)], check=True)
        shift = Shift(f"sqlite:///{folder / 'douane.sqlite'}", folder, inbox, bare_tools)
        pid = shift.forked()
        code = ended(pid, dice.uniform(0.1, 3.0))
        if code is None:
            disk.cut(pid)
            cuts += 1
            continue
        assert code == 0, (folder / "crash.log").read_text()
        assert left_behind(shift.out) == undisturbed[0]
        assert hash_of(shift) == undisturbed[1]
        number += 1
    shift.run()
    assert left_behind(shift.out) == undisturbed[0]
    assert hash_of(shift) == undisturbed[1]
