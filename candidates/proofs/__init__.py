"""How we know that the campaign itself answered: codes, checks from outside, and grades."""
