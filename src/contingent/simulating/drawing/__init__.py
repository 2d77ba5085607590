"""From priors to draws: points of the unit cube and the inverse distribution functions."""
