#!/usr/bin/env python3
"""Row and head optimizers by the book, in double precision; prints the golden file of their tests.

python3 dev/reference/optimizers.py > unified-embedding/src/test/resources/reference/optimizers.txt
Lines: "case <name>", then per step "g <gradient...>" and "w <weights after it...>".
"""
from math import copysign, sqrt

WIDTH, STEPS, SCALE, START = 5, 7, 0.25, [0.05, -0.04, 0.03, 0.0, -0.01]


def gradients():
    """A linear congruential generator: the same on every Python."""
    x = 1
    for _ in range(STEPS):
        row = []
        for _ in range(WIDTH):
            x = (x * 1103515245 + 12345) % 2**31
            row.append(round(x / 2**30 - 1, 4) if x % 7 else 0.0)
        yield row


def sgd(w, g, s, t, rate):
    return [wi - rate * gi for wi, gi in zip(w, g)]


def row_wise_adagrad(w, g, s, t, rate, start, eps):
    s[0] = s.get(0, start) + sum(gi * gi for gi in g) / len(g)
    return [wi - rate * gi / (sqrt(s[0]) + eps) for wi, gi in zip(w, g)]


def adagrad(w, g, s, t, rate, start, eps):
    for i, gi in enumerate(g):
        s[i] = s.get(i, start) + gi * gi
    return [wi - rate * gi / (sqrt(s[i]) + eps) for i, (wi, gi) in enumerate(zip(w, g))]


def adam(w, g, s, t, rate, beta1, beta2, eps):
    """Lazy or not is the same here: t counts the updates."""
    out = []
    for i, (wi, gi) in enumerate(zip(w, g)):
        m, v = s.get(i, (0.0, 0.0))
        m, v = beta1 * m + (1 - beta1) * gi, beta2 * v + (1 - beta2) * gi * gi
        s[i] = m, v
        out.append(wi - rate * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps))
    return out


def ftrl(w, g, s, t, rate, start, l1, l2, beta):
    """McMahan 2013, algorithm 1; z starts where it agrees with the first weight."""
    out = []
    for i, (wi, gi) in enumerate(zip(w, g)):
        sign = (wi > 0) - (wi < 0)
        z, n = s.get(i, (-wi * ((beta + sqrt(start)) / rate + l2) - sign * l1, start))
        z += gi - (sqrt(n + gi * gi) - sqrt(n)) / rate * wi
        n += gi * gi
        s[i] = z, n
        out.append(0.0 if abs(z) <= l1 else -(z - copysign(l1, z)) / ((beta + sqrt(n)) / rate + l2))
    return out


CASES = {
    "sgd": (sgd, 0.1),
    "row-wise-adagrad": (row_wise_adagrad, 0.02, 0.0, 1e-8),
    "row-wise-adagrad-started": (row_wise_adagrad, 0.05, 0.1, 1e-5),
    "adagrad": (adagrad, 0.02, 0.0, 1e-8),
    "adagrad-started": (adagrad, 0.05, 0.1, 1e-5),
    "adam": (adam, 0.001, 0.9, 0.999, 1e-8),
    "adam-wide": (adam, 0.01, 0.8, 0.95, 1e-3),
    "ftrl": (ftrl, 0.1, 0.0, 0.0, 0.0, 1.0),
    "ftrl-sparse": (ftrl, 0.05, 0.1, 0.15, 0.5, 1.0),
}
for name, (rule, *constants) in CASES.items():
    print("case", name)
    weights, state = START, {}
    for step, gradient in enumerate(gradients(), 1):
        weights = rule(weights, [SCALE * x for x in gradient], state, step, *constants)
        print("g", *gradient)
        print("w", *(f"{x:.12g}" for x in weights))
