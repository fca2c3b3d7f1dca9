"""A folder of files, on this machine or behind a URL that fsspec knows."""

from __future__ import annotations

import errno
import io
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from .errors import StudyError
from .os_errors import os_errors

READ_BY_POLARS = ("s3", "s3a", "gs", "gcs", "az", "abfs", "adl", "http", "https", "hf")  # range by range, lazily


@dataclass(frozen=True)
class Folder:
    """Read, write and list files by name; writing is atomic, so a killed worker leaves no half file."""

    url: str

    @classmethod
    def at(cls, place: str | os.PathLike | Folder) -> Folder:
        """The folder at a path or URL; a path is made absolute, since workers have another working directory."""
        if isinstance(place, Folder):
            return place
        text = os.fspath(place)
        return cls(text.rstrip("/") if "://" in text else str(Path(text).expanduser().absolute()))

    @property
    def local(self) -> Path | None:
        """The path of a folder on this machine, or None."""
        return None if "://" in self.url else Path(self.url)

    def same_as(self, other: Folder) -> bool:
        """Whether both are one folder, by whatever name."""
        if self.local is None or other.local is None:
            return self == other
        return self.local.resolve() == other.local.resolve()

    def _system(self):
        import fsspec

        return fsspec.core.url_to_fs(self.url)

    def location(self, file: str) -> str:
        """The path or URL of a file."""
        return f"{self.url}/{file}" if "://" in self.url else os.path.join(self.url, *file.split("/"))

    def write(self, file: str, data: bytes, *, run: str = "", lasting: bool = False) -> None:
        """Write a file whole, or not at all; ``lasting`` waits until the disk has it.

        The name of the draft holds ``run``, by which a later run knows what a killed one has left.
        """
        with os_errors("write", self.location(file)):
            if self.local is None:
                system, root = self._system()
                system.pipe_file(f"{root}/{file}", data)
                return
            path = Path(self.location(file))
            draft = path.with_name(f".{path.name}.{run}-{os.getpid()}-{threading.get_ident()}")
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                draft.write_bytes(data)
                if lasting:
                    sync(draft)
                draft.replace(path)
                if lasting:
                    sync(path.parent)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise

    def read(self, file: str) -> bytes:
        """The bytes of a file; none where there is no such file."""
        with os_errors("read", self.location(file)):
            try:
                if self.local is not None:  # opening features need not wait for fsspec to load
                    return Path(self.location(file)).read_bytes()
                system, root = self._system()
                return system.cat_file(f"{root}/{file}")
            except (FileNotFoundError, NotADirectoryError):
                return b""

    def sizes(self) -> dict[str, int]:
        """Every file below the folder with its size in bytes, by name, sorted."""
        with os_errors("list", self.url):
            if self.local is not None:
                return dict(sorted(_sizes_below(self.url)))
            system, root = self._system()
            system.invalidate_cache()
            try:
                found = system.find(root, detail=True)
            except FileNotFoundError:
                return {}
        return {name[len(root.rstrip("/")) + 1 :]: found[name]["size"] for name in sorted(found)}

    def remove(self, file: str) -> None:
        """Remove a file, which may have gone already."""
        with os_errors("delete", self.location(file)):
            if self.local is not None:
                Path(self.location(file)).unlink(missing_ok=True)
                return
            system, root = self._system()
            with suppress(FileNotFoundError):
                system.rm_file(f"{root}/{file}")

    def scan(self, files: list[str], columns: pl.Schema) -> pl.LazyFrame:
        """The parts of a table as one lazy frame; a table without parts has its columns all the same."""
        if not files:
            return pl.LazyFrame(schema=columns)
        scheme = self.url.partition("://")[0]
        if self.local is None and scheme not in READ_BY_POLARS:
            # the stub knows lists of paths and single buffers; at run time polars takes lists of buffers
            return pl.scan_parquet([io.BytesIO(self.read(file)) for file in files])  # pyright: ignore[reportArgumentType]
        # fsspec and polars look for a server of one's own in the same variable, but polars must be told
        endpoint = os.environ.get("AWS_ENDPOINT_URL") if scheme in ("s3", "s3a") else None
        options = {"aws_endpoint_url": endpoint, "aws_allow_http": "true"} if endpoint else None
        return pl.scan_parquet([self.location(file) for file in files], storage_options=options)


def sync(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder (which Windows cannot be asked)."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a disk that cannot
            raise
    finally:
        os.close(handle)


def _sizes_below(top: str) -> Iterator[tuple[str, int]]:
    """The files below a folder with their sizes; links to folders are not followed, what cannot be listed is said."""
    waiting = [(top, "")]
    while waiting:
        place, prefix = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            raise StudyError(f"{place} is a file, no folder.\n  Name a folder.") from None
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, f"{prefix}{entry.name}/"))
                continue
            try:
                yield prefix + entry.name, entry.stat().st_size
            except FileNotFoundError:  # gone meanwhile, or a link that leads nowhere
                if entry.is_symlink():
                    yield prefix + entry.name, 0
