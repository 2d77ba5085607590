"""The front: its equations, its state, what interventions bring, and the cited priors."""
