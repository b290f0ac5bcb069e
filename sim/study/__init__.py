"""Many runs of a scenario and its variants: what was estimated, and how surely."""
