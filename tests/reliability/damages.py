"""Random damages of a folder of features: none is counted, each is a StudyError that names file and remedy, each is mended."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from analysis import Lexicon, StudyError, build_features, verify_features
from analysis.core.earlier_files import note_of

from .commands import COMMANDS, corpus, features_seen, tree

REMEDY = re.compile(r"python -m analysis build|build_features\(|publish\(|build it again", re.IGNORECASE)


FILE = re.compile(r"\S+\.(?:parquet|json)\b")


@dataclass(frozen=True)
class Damage:
    """What was done to which file."""

    kind: str
    file: str


def flipped(data: bytes, draw: random.Random) -> bytes:
    """One bit of a file turned over."""
    changed = bytearray(data)
    changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def truncated(data: bytes, draw: random.Random) -> bytes:
    """The beginning of a file."""
    return data[: draw.randrange(len(data))]


def zeroed(data: bytes, draw: random.Random) -> bytes:
    """A stretch of zeros, as a disk leaves them."""
    start = draw.randrange(len(data))
    length = min(draw.choice((1, 16, 512)), len(data) - start)
    return data[:start] + bytes(length) + data[start + length :]


def less(data: bytes, draw: random.Random) -> bytes:
    """A manifest that lacks a shard, or a field; another file with its end cut off."""
    try:
        value = json.loads(data)
    except ValueError:
        return truncated(data, draw)
    if value.get("shards") and draw.random() < 0.7:
        del value["shards"][draw.randrange(len(value["shards"]))]
    else:
        del value[draw.choice(sorted(value))]
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


CHANGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "bit flip": flipped, "truncated": truncated, "zeroed": zeroed, "less": less,
}  # fmt: skip
KINDS = (*CHANGES, "deleted", "swapped", "of another folder")


NOTE = note_of("features.json")  # where the texts lie: no part of the set


def damage(folder: Path, other: Path, draw: random.Random) -> Damage | None:
    """Do one random damage; None where it changed nothing."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size and path.name != NOTE)
    kind = draw.choice(KINDS)
    path = folder / "features.json" if kind == "less" or draw.random() < 0.2 else draw.choice(files)
    name, before = path.relative_to(folder).as_posix(), path.read_bytes()
    if kind in CHANGES:
        path.write_bytes(CHANGES[kind](before, draw))
    elif kind == "deleted":
        path.unlink()
        return Damage(kind, name)
    else:
        pool = [
            one for one in (other if kind == "of another folder" else folder).rglob(f"*{path.suffix}") if one != path
        ]
        alike = [one for one in pool if one.parent.name == path.parent.name] or pool
        if not alike:
            return None
        second = draw.choice(sorted(alike))
        path.write_bytes(second.read_bytes())
        if kind == "swapped":
            second.write_bytes(before)
    return None if path.read_bytes() == before else Damage(kind, name)


@dataclass
class Account:
    """What became of the damages."""

    damages: int = 0
    refused: int = 0
    harmless: int = 0  # the same statistics: what was damaged is not read by them
    mends: int = 0  # tried
    wrong: list[str] = field(default_factory=list)
    by_kind: Counter = field(default_factory=Counter)


def try_damages(folder: Path, number: int, *, seed: int, mend_every: int = 10) -> Account:
    """Damage private and published features ``number`` times; see the account."""
    given, out = folder / "given", folder / "out"
    COMMANDS["publish"].prepare(given)
    places = {}
    for edition in ("private", "published"):
        for which in ("old", "new"):
            places[edition, which] = folder / edition / which / "features"
        if edition == "private":
            for which in ("old", "new"):
                shutil.copytree(given / f"private-{which}", places[edition, which])
        else:
            for which in ("old", "new"):
                places[edition, which].parent.mkdir(parents=True)
                _publish(given / f"private-{which}", places[edition, which])
    truth = {edition: features_seen(places[edition, "new"].parent) for edition in ("private", "published")}
    account = Account()
    for trial in range(seed * 1_000_000, seed * 1_000_000 + number):
        draw = random.Random(trial)
        edition = draw.choice(("private", "private", "published"))
        here = out / f"{trial}" / "features"  # a name of its own: nothing that was read before is known of it
        shutil.copytree(places[edition, "new"], here)
        done = damage(here, places[edition, "old"], draw)
        if done is not None:
            _ask(account, f"{edition}, seed {trial}: {done.kind} of {done.file}", here, done, truth[edition])
            if edition == "private" and account.damages % mend_every == 0:
                _mend(account, f"seed {trial}: {done.kind} of {done.file}", here, given, places[edition, "new"])
        shutil.rmtree(here.parent)
    return account


def _publish(private: Path, out: Path) -> None:
    from analysis import Features

    Features.open(private).publish(out, min_documents=1)


def _ask(account: Account, about: str, here: Path, done: Damage, truth: str) -> None:
    account.damages += 1
    account.by_kind[done.kind] += 1
    try:
        seen = features_seen(here.parent)
    except StudyError as error:
        account.refused += 1
        text = str(error)
        if not FILE.search(text.partition("\n")[0]):  # of two that do not fit each other, either is named
            account.wrong.append(f"{about}: the file is not named: {text}")
        elif not REMEDY.search(text):
            account.wrong.append(f"{about}: no remedy: {text}")
    except BaseException as error:
        account.wrong.append(f"{about}: a traceback: {type(error).__name__}: {str(error)[:150]}")
    else:
        if seen != truth:
            account.wrong.append(f"{about}: counted wrong in silence")
        account.harmless += seen == truth
    try:
        if verify_features(here).whole:
            account.wrong.append(f"{about}: verify finds nothing")
    except StudyError:
        pass
    except BaseException as error:
        account.wrong.append(f"{about}: verify: {type(error).__name__}: {str(error)[:150]}")


def _mend(account: Account, about: str, here: Path, given: Path, whole: Path) -> None:
    account.mends += 1
    try:
        build_features(corpus(given / "new"), Lexicon.read(), here)
    except StudyError as error:
        # a manifest's bytes under the name of a table, and no manifest: that file could be anybody's, and stays
        if "swapped of features.json" not in about or "holds other files" not in str(error):
            account.wrong.append(f"{about}: not mended: {error}")
        return
    except BaseException as error:
        account.wrong.append(f"{about}: not mended: {type(error).__name__}: {str(error)[:200]}")
        return
    # this folder lies elsewhere, and so its note names another way to the texts
    one, other = ({name: data for name, data in tree(at).items() if name != NOTE} for at in (here, whole))
    if one != other:
        different = sorted(name for name, _ in one.items() ^ other.items())
        account.wrong.append(f"{about}: mended to other bytes: {different[:4]}")
