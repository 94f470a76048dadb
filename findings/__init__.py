"""Reproductions of what broke; each fails until it is healed."""
