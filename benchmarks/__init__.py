"""What is measured now and then, not in every test run: ablations, speed, long trials, other programs."""
