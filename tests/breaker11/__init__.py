"""What breaks in issue 11: throw-away tests."""
