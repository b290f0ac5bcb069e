"""Entente: how countries share, delay and withhold what they know about a threat."""
