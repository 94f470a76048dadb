"""Pictures for the documents: a real browser looks at the demo's Home Assistant."""
