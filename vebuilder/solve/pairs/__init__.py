"""The search for projects whose partners are chosen by who trusts whom: coordination between all of them."""
