"""The demo: a simulator of the providers, a real Home Assistant, and a story told with both.

What starts the two and talks to them serves the end-to-end tests as well.
"""
