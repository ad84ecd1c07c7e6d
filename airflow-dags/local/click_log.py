"""A small click log with a truth to learn, a folder for each day, and its configuration."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np

_USERS, _ITEMS, _RECORDS = 300, 50, 8000


def write_day(data: Path, day: date) -> None:
    """The day's folder, `_SUCCESS` last; the same bytes whenever it is written."""
    effects = np.random.default_rng(42)
    of_user, of_item = effects.normal(0, 1, _USERS), effects.normal(0, 1, _ITEMS)
    random = np.random.default_rng(day.toordinal())
    users, items = random.integers(_USERS, size=_RECORDS), random.integers(_ITEMS, size=_RECORDS)
    labels = random.random(_RECORDS) < 1 / (1 + np.exp(-of_user[users] - of_item[items]))
    lines = [f"u{u},i{i},{int(c)}\n" for u, i, c in zip(users, items, labels, strict=True)]
    folder = data / f"day={day}"
    folder.mkdir(parents=True)
    (folder / "clicks.csv").write_text("user,item,label\n" + "".join(lines), encoding="utf-8")
    (folder / "_SUCCESS").touch()


def write_conf(file: Path, root: Path | str) -> None:
    """A table of a fixed size, as a start from another version needs it.

    Of its rows a day changes few, so that publish makes an increment.
    """
    file.write_text(
        f"""\
name = clicks
root = "{root}"
source {{
  inputs.log {{ format = csv, path = ${{data}}, header = true }}
  label = "cast(label as int)"
  split {{ validation = 0.1, test = 0.2 }}
}}
features = [{{ name = user }}, {{ name = item }}]
table {{ rows = 8192, width = 4, chunks = 2 }}
train {{ epochs = 4, round-examples = 2000, batch = 128, patience = 0 }}
gate.min-examples = 500
""",
        encoding="utf-8",
    )


def checksums(folder: Path) -> dict[str, str]:
    """Of all files in a folder, by path: what must not change when nothing is to be done."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
