"""The soak: thousands of messages under faults and kills, then both sides are compared."""
