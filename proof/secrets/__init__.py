"""A whole life at debug level, and a search of all it leaves for what nobody may read."""
