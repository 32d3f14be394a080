"""Transformation techniques: one file per family, found by catalogue name."""
