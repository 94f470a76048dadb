"""Tests and the provider simulator."""
