"""The tests, sorted by the question they answer."""
