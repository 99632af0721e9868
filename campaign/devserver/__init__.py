"""What `make` does in a checkout: its database, its processes, its tests and checks.

Nothing in the site imports it.
"""
