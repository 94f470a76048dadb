"""A crash at every write of a message's life, under every fault, at every provider."""
