"""What the public may see: when it is public, who may change that, and the registry of all of it.

`registry` is where the rooms tell what they have, each in its `content.py`. Whatever the portal
does for all that is public (search, redirects, sitemap, staff bar, link checks, advice, page cache)
asks the registry and knows no room. `published` has the abstract models of what is a draft first.
Here nothing is imported of the other packages, nor of a room.
"""
