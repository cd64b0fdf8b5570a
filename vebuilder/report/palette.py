"""Colours that colour-blind people tell apart (Okabe and Ito, 2008, "Color universal design")."""

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, GREY = "#56B4E9", "#CC79A7", "#F0E442", "#8A8A8A"

COST_COLOURS = {
    "joining": SKY,
    "setup": YELLOW,
    "work": BLUE,
    "transaction": ORANGE,
    "coordination": PURPLE,
    "retainer": GREEN,
    "protection": "#A6761D",
    "preparations": "#8C6BB1",
    "lateness": VERMILION,
    "switching": GREY,
    "funding": "#66C2A5",
}

TRUST, STRANGERS, DISTRUST = BLUE, GREY, VERMILION
SERIES = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, GREY)
