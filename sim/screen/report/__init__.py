"""The report of `entente run`: a section a module."""
