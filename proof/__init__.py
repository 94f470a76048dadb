"""Long proofs of what is promised, each with the command that makes it again."""
