"""What every admin shares."""
