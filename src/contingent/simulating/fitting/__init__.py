"""A war fitted to its series: the observation model, the sampler, the posterior as a file keeps it."""
