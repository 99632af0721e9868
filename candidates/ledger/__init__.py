"""The verbs that change the record."""
