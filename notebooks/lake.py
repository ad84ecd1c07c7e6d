"""What the notebooks stand on: the data, the lake and the command line.

Data are the files of MovieLens-1M in the folder that UE_DATA names, made-up ones without it. The
lake is a folder below target/, one for each data set; it may be removed at any time.
"""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pandas as pd

import made_up

_HERE = Path(__file__).resolve().parent
_TARGET = _HERE / "target"

DATA = Path(os.environ.get("UE_DATA") or _TARGET / "made-up")
LAKE = _TARGET / "lake" / DATA.name
MADE_UP = not os.environ.get("UE_DATA")
"""Whether the films are made-up ones, of which short runs are enough."""

_RUNS = (
    "--run-id first --set source.split.train-values=[earlier]",
    "--run-id second --set train.warm-start=1",
    "--run-id dcn --set name=ranker --set head.type=deep-cross --set head.cross-layers=1"
    " --set head.hidden=[64] --set train.epochs=8 --set train.row-optimizer.learning-rate=0.001"
    " --set train.head-optimizer.learning-rate=0.001",
)


def ue(words: str) -> dict:
    """The result of ./ue with these words, on this data and lake; prints the command.

    :raises RuntimeError: with what it says where it fails
    """
    verb, *options = shlex.split(words)
    print("$ ./ue", verb, *options)
    place = ["--set", f"data={_data().absolute()}", "--set", f"root={LAKE}"]
    command = [_HERE.parent / "ue", verb, "--json", *options, *place]
    done = subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"./ue {verb}: exit code {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)["result"]


def publish() -> None:
    """Publishes two versions of the table movies and one of the table ranker.

    Verbs that are done do nothing a second time, and are not even started when all are.
    """
    done = LAKE / "published"
    for run in _RUNS:
        for verb in ("prepare", "train", "publish"):
            words = f"{verb} --conf movies.conf {run}"
            if done.exists():
                print("$ ./ue", words)
            else:
                ue(words)
    done.touch()


def films() -> pd.DataFrame:
    """The films by id: title, genres (a list), year, and how often they were rated and liked."""
    frame = _read("movies.dat", ["movie_id", "title", "genres"]).set_index("movie_id")
    frame["genres"] = frame["genres"].str.split("|")
    frame["year"] = frame["title"].str.extract(r"\((\d{4})\)\s*$").astype(int)
    ratings = _ratings()
    frame["ratings"] = ratings["movie_id"].value_counts()
    frame["likes"] = ratings.loc[ratings["rating"] >= 4, "movie_id"].value_counts()
    return frame[frame["ratings"] > 0].fillna({"likes": 0}).astype({"likes": int})


def users() -> pd.DataFrame:
    """The users who rated, by id."""
    frame = _read("users.dat", ["user_id", "gender", "age", "occupation", "zip"])
    return frame[frame["user_id"].isin(_ratings()["user_id"])].set_index("user_id")


def likes() -> pd.DataFrame:
    """Ratings of 4 and 5, the newest of each user first, with their part as movies.conf says."""
    order = {"user_id": True, "rated_at": False, "movie_id": True}
    frame = _ratings().query("rating >= 4").sort_values([*order], ascending=[*order.values()])
    newest = frame.groupby("user_id").cumcount() + 1
    half = frame.groupby("user_id")["movie_id"].transform("size") / 2
    frame["part"] = "earlier"
    frame.loc[newest <= half, "part"] = "later"
    frame.loc[newest <= 4, "part"] = "validation"
    frame.loc[newest <= 2, "part"] = "test"
    return frame


def file(name: str) -> Path:
    """A file of the data, plain or gzipped."""
    return next(_data().glob(name + "*"))


def _data() -> Path:
    """The folder of the data; made-up ones are written where they are not there yet."""
    if MADE_UP and not (DATA / "movies.dat").exists():
        made_up.write(DATA)
    for name in ("ratings.dat", "users.dat", "movies.dat"):
        if not any(DATA.glob(name + "*")):
            raise FileNotFoundError(
                f"There is no {name} in UE_DATA='{DATA}' (must be a folder with ratings.dat, "
                "users.dat and movies.dat of MovieLens-1M; unset it for made-up films)"
            )
    return DATA


def _ratings() -> pd.DataFrame:
    return _read("ratings.dat", ["user_id", "movie_id", "rating", "rated_at"])


def _read(name: str, columns: list[str]) -> pd.DataFrame:
    return pd.read_csv(file(name), sep="::", engine="python", encoding="latin-1", names=columns)
