"""What `make` does in a checkout: database, processes, tests and checks.

Nothing in the site imports it.
"""
