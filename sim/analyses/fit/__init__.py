"""Fit: a distribution for durations that somebody measured."""
