"""Triggers: each listens to what the announcer tells, and says whom it is about."""
