"""What every provider's client keeps to, tests × providers, over real HTTP.

A new provider is a line in `subjects.py`; no test names one.
"""
