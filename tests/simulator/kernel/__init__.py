"""What every simulated provider shares: time, faults, ledger, phones, callbacks."""
