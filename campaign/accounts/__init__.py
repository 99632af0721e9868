"""Organizers' accounts: roles, invitations, logins and closing."""
