"""The proof of what is promised: every row of the test plan as a command with figures, and the page that tells them."""
