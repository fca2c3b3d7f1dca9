"""A folder of features, on this machine or behind a URL that fsspec knows."""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from ..core.errors import StudyError

ROWS = 65_536  # rows of a row group: small enough to skip, large enough to compress
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

    def _system(self):
        import fsspec

        return fsspec.core.url_to_fs(self.url)

    def location(self, file: str) -> str:
        """The path or URL of a file."""
        return f"{self.url}/{file}" if self.local is None else str(self.local / PurePosixPath(file))

    def write(self, file: str, data: bytes) -> None:
        """Write a file whole, or not at all."""
        if self.local is None:
            system, root = self._system()
            system.pipe_file(f"{root}/{file}", data)
            return
        path = Path(self.location(file))
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
        except OSError as error:
            raise StudyError(f"cannot write {path}: {error.strerror}.") from error

    def read(self, file: str) -> bytes:
        """The bytes of a file; none where there is no such file."""
        try:
            if self.local is not None:  # opening features need not wait for fsspec to load
                return Path(self.location(file)).read_bytes()
            system, root = self._system()
            return system.cat_file(f"{root}/{file}")
        except FileNotFoundError:
            return b""

    def stamp(self, file: str) -> tuple[int, int] | None:
        """When a file on this machine was last written, and its size; None where there is none, or behind a URL."""
        try:
            state = os.stat(self.location(file)) if self.local is not None else None
        except OSError:
            return None
        return None if state is None else (state.st_mtime_ns, state.st_size)

    def sizes(self) -> dict[str, int]:
        """Every file below the folder with its size in bytes, by name."""
        system, root = self._system()
        system.invalidate_cache()
        try:
            found = system.find(root, detail=True)
        except FileNotFoundError:
            return {}
        return {name[len(root.rstrip("/")) + 1 :]: found[name]["size"] for name in sorted(found)}

    def remove(self, file: str) -> None:
        """Remove a file."""
        system, root = self._system()
        system.rm_file(f"{root}/{file}")

    def write_table(self, file: str, frame: pl.DataFrame, *, compression: int = 1) -> int:
        """Write a frame as parquet, at a level of zstd; returns its size in bytes."""
        data = io.BytesIO()
        frame.rechunk().write_parquet(
            data, compression="zstd", compression_level=compression, row_group_size=ROWS, statistics=True
        )
        self.write(file, data.getvalue())
        return data.tell()

    def write_json(self, file: str, value) -> None:
        """Write JSON that a person can read and that is the same from run to run."""
        self.write(file, (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())

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
