"""Assumptions: a sensitivity analysis of every number without a source."""
