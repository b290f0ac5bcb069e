"""The scenario: what is written, as frozen values, and how it is read."""
