"""Organizers' accounts: who may see and do what, how they come and how they leave."""
