"""The kind of value that sections are made of, and values that several use."""
