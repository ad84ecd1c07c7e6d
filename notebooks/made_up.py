"""Made-up films, users and ratings in the files of MovieLens-1M, for machines without MovieLens.

Users like films of their few genres, and popular films are seen more often: what the notebooks look
for is there to be found.
"""

from pathlib import Path

import numpy as np

_GENRES = ["Action", "Animation", "Comedy", "Drama", "Horror", "Romance", "Sci-Fi", "Western"]
_AGES, _OCCUPATIONS = [1, 18, 25, 35, 45, 50, 56], 21
_USERS, _FILMS, _RATINGS = 500, 300, 60


def write(folder: Path) -> None:
    """Writes ratings.dat, users.dat and movies.dat, the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    genres = [_GENRES[film % len(_GENRES)] for film in range(_FILMS)]
    of_genre = np.array([[genre == name for name in _GENRES] for genre in genres], float)
    tastes = random.dirichlet(np.full(len(_GENRES), 0.25), _USERS)
    popularity = random.permutation(1 / (5 + np.arange(_FILMS)))
    quality = random.normal(0, 0.5, _FILMS)
    match = tastes @ of_genre.T
    ratings = []
    for user in range(_USERS):
        seen = popularity * (0.1 + match[user])
        films = random.permutation(
            random.choice(_FILMS, _RATINGS, replace=False, p=seen / seen.sum())
        )
        stars = 2.8 + 2 * match[user, films] + quality[films] + random.normal(0, 0.7, _RATINGS)
        for at, (film, star) in enumerate(zip(films, stars.round().clip(1, 5), strict=True)):
            ratings.append([user + 1, film + 1, int(star), 978_300_000 + at])
    _write(folder / "ratings.dat", ratings)
    ages, jobs = random.choice(_AGES, _USERS), random.integers(_OCCUPATIONS, size=_USERS)
    zips = random.integers(10_000, 10_300, _USERS)
    users = [
        [user + 1, "MF"[user % 2], ages[user], jobs[user], zips[user]] for user in range(_USERS)
    ]
    _write(folder / "users.dat", users)
    years = random.integers(1930, 2001, _FILMS)
    films = [[i + 1, f"{genres[i]} No. {i + 1} ({years[i]})", genres[i]] for i in range(_FILMS)]
    _write(folder / "movies.dat", films)


def _write(file: Path, rows: list[list]) -> None:
    lines = ("::".join(map(str, row)) + "\n" for row in rows)
    file.write_text("".join(lines), encoding="latin-1")
