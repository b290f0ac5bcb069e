"""A scenario on the screen, for `entente show`, `list` and `check`."""
