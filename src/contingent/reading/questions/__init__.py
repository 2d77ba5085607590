"""What someone could settle: proposition, threshold, deadline, source, fine print."""
