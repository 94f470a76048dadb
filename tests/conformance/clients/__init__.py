"""The clients alone, without a Home Assistant around them."""
