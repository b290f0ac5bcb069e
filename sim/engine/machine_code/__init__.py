"""Machine code: made of functions that are marked for it, kept on disk, loaded and called."""
