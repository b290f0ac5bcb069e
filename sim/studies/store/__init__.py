"""The store of a study: one SQLite file that a killed process leaves whole."""
