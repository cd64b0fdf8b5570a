"""What a number that cannot be read was probably meant to be."""

import re

_PERCENT = re.compile(r"([-+]?\d+(?:[.,]\d+)?)\s*%")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:(?P<mark>[.,' \u00a0\u202f\u2019])\d{3})*(?:(?P<point>[.,])\d+)?")
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_ERROR = re.compile(r"#[A-Z][A-Z0-9/_]*[!?]?")


def number_mend(value: str) -> str:
    """Return how to write a number that stands there as a text; empty if it does not look like one.

    Parameters
    ----------
    value
        What stands there.
    """
    text = value.strip()
    if percent := _PERCENT.fullmatch(text):
        return f"write {float(percent[1].replace(',', '.')) / 100:.12g}"
    if _ERROR.fullmatch(text):
        return "mend the formula that came to it"
    if _EITHER.fullmatch(text):
        plain, point = text.replace(",", ""), text.replace(",", ".")
        return f"write {plain}, or {point} if those are decimals"
    if _COMMA.fullmatch(text):
        return f"write {text.replace(',', '.')}: a point before the decimals"
    grouped = _GROUPED.fullmatch(text)
    if grouped and grouped["mark"] and grouped["mark"] != grouped["point"]:
        plain = text.replace(grouped["mark"], "").replace(",", ".")
        return f"write {plain}: nothing between the thousands, and a point before decimals"
    return ""


def fraction_mend(value: object, most: object) -> str:
    """Return how to write a part that was written in percent; empty if it was not.

    Parameters
    ----------
    value
        What stands there.
    most
        What it may be at most.
    """
    if most != 1 or isinstance(value, bool) or not isinstance(value, int | float) or not 2 <= value <= 100:
        return ""
    return f"it is a fraction: write {value / 100:.12g} for {value:.12g} %"
