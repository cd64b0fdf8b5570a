"""Readers for the text formats public instances are published in."""
