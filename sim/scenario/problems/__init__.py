"""What is wrong with a document, told in its place and in plain words."""
