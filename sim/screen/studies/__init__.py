"""Studies on the screen: running, status, answers."""
