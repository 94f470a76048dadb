"""Proofs that take longer than the suite has time for; docs/proof.md tells of them."""
