"""Tests of the solver-free checks; a package, since other rooms have files of the same names."""
