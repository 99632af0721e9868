"""Situations that trackers get wrong, each built from invented people."""
