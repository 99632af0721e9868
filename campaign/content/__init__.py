"""The site's own content: what editors write, and what readers write below it.

The app's label is `campaign`, as its tables are named.
"""
