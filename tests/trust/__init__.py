"""Tests of trust; a package, since other rooms have files of the same names."""
