"""The reference engine: SimPy, to be read beside the compiled one."""
