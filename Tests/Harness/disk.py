"""File systems of a test's own: one from which the power can be cut, and a small one."""

import os
import subprocess


def run(*command):
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def has_loop_devices():
    """Whether this user, who may be root in a name space only, can mount an image."""
    return os.access("/dev/loop-control", os.W_OK) and os.stat("/dev/loop-control").st_uid == os.getuid() == 0


class Disk:
    """An ext4 file system in an image file.

    What a program wrote and did not sync is in the kernel's memory and not in the image: a copy of the image is what
    a machine finds on its disk after a power cut. (Torn sectors and writes that the disk itself reorders are not
    modelled.)
    """

    def __init__(self, folder):
        self._folder = folder
        self._count = 0
        self.path = folder / "disk"
        self.path.mkdir()
        image = self._image()
        with open(image, "wb") as file:
            file.truncate(256 << 20)
        run("mkfs.ext4", "-q", "-F", image)
        self._mount()

    def cut_power(self):
        """Goes on with what a power cut would have left; nobody may use the disk meanwhile."""
        before = self._image()
        self._count += 1
        run("cp", "--sparse=always", before, self._image())
        run("umount", self.path)
        before.unlink()
        self._mount()

    def remove(self):
        """Gives back what it took."""
        run("umount", self.path)

    def _image(self):
        return self._folder / f"disk{self._count}.img"

    def _mount(self):
        # Its journal would be written every 5 s, and with it what nobody synced.
        run("mount", "-o", "loop,commit=300", self._image(), self.path)


class SmallDisk:
    """A file system of `size` bytes, of which `ballast` can be freed later."""

    def __init__(self, folder, size, ballast=0):
        self.path = folder / "small"
        self.path.mkdir()
        run("mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", self.path)
        self._ballast = self.path / "ballast"
        self._ballast.write_bytes(bytes(ballast))

    def free(self):
        """Makes room."""
        self._ballast.unlink()

    def make_read_only(self):
        """From now on it can only be read."""
        run("mount", "-o", "remount,ro", self.path)

    def remove(self):
        """Gives back what it took."""
        run("umount", self.path)
