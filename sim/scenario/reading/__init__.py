"""From a file to a scenario: settings, references, sources, and all problems at once."""
