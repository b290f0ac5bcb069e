"""Files as text: YAML as plain data, with the place of everything in it."""
