"""How the notebooks' pictures look: the same colour for the same thing."""

import matplotlib.pyplot as plt

BLUE, ORANGE, GREEN, RED, PURPLE = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7"
SKY, BROWN, DARK, GREY = "#56b4e9", "#8c6d31", "#333333", "#b8b8b8"

LAYOUTS = {"collisionless": GREY, "per-feature": ORANGE, "multiplexed": BLUE}
"""Colours of table.layout."""

SEVERAL = [BLUE, ORANGE, GREEN, RED, PURPLE, SKY, BROWN, DARK]
"""Colours of things without a natural order."""

plt.rcParams.update(
    {
        "figure.dpi": 90,
        "figure.figsize": (7, 4),
        "figure.constrained_layout.use": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.titlesize": 11,
        "axes.titlelocation": "left",
        "grid.color": "#e6e6e6",
        "legend.frameon": False,
        "font.size": 10,
    }
)
