"""The file of a study: what is varied, by which design, and what is kept."""
