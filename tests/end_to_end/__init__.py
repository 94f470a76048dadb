"""Tests with a real Home Assistant, the newest one, in a process of its own."""
