"""The schema: every section of a scenario file as frozen values."""
