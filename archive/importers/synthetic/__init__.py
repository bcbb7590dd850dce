"""A synthetic collection of any size, for trying out and measuring: nothing in it was ever told by anyone.

``tongues`` invents languages, ``chance`` spreads things as they are spread in archives, ``dates`` makes fuzzy dates,
``shared`` the people, places, events and tags that testimonies have in common, ``passages`` texts with the names in
them, ``testimonies`` a batch of testimonies, and ``generate`` the whole.
"""
