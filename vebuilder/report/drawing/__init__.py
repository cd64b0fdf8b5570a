"""Drawings in a report, as SVG that stands in the page."""
