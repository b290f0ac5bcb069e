"""The results of a study: what it answers, what to doubt, and tables for other programs."""
