"""Hostile bytes for everything that reads what a provider, or a stranger, sends."""
