"""The providers' clients alone, without Home Assistant."""
