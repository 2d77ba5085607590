"""Engines that step a world through time: one socket, the same answer, other speeds."""
