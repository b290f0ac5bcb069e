"""Analyses: what one scenario says, a folder for each command that asks it."""
