"""Joins raw data and the published split into one text file per data set, standard library only.

usage: make_data.py ml1m FOLDER SPLIT OUT | criteo FILE SPLIT OUT

SPLIT is gzip text of "line number <tab> part" (part: train, valid, test; line numbers from 0; lines that are not named are left out).
ml1m writes user_id,movie_id,gender,age,occupation,zip,label,part; label 1 is a rating of 4 or 5, 0 a rating of 1 or 2.
criteo writes the forty columns of the source and the part.
"""
import gzip
import os
import sys


def lines(path):
    if not os.path.exists(path) and os.path.exists(path + ".gz"):
        path += ".gz"
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="latin-1") as file:
        for line in file:
            yield line.rstrip("\r\n")


def parts(path):
    return {int(n): part for n, part in (line.split("\t") for line in lines(path))}


def ml1m(folder, split, out):
    users = {row[0]: row[1:] for row in (line.split("::") for line in lines(os.path.join(folder, "users.dat")))}
    part = parts(split)
    with open(out, "w") as file:
        file.write("user_id,movie_id,gender,age,occupation,zip,label,part\n")
        for n, line in enumerate(lines(os.path.join(folder, "ratings.dat"))):
            if n in part:
                user, movie, rating, _ = line.split("::")
                file.write(",".join([user, movie, *users[user], "1" if rating in "45" else "0", part[n]]) + "\n")


def criteo(path, split, out):
    part = parts(split)
    with open(out, "w") as file:
        for n, line in enumerate(lines(path)):
            if n in part:
                file.write(line + "\t" + part[n] + "\n")


if __name__ == "__main__":
    {"ml1m": ml1m, "criteo": criteo}[sys.argv[1]](*sys.argv[2:])
