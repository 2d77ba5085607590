"""The what-if as branches over the dials of the simulated world."""
