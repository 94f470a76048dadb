"""The outcome core against a small model of a provider, in virtual time."""
