"""Looks now and then at the links that lead away from the portal.

`watch` finds them through the registry of content, `crawler` follows them as robots.txt allows,
`web` asks: the name of a host is looked up once, every address of it must be public, and the
connection goes to the address that was checked, at each redirect anew. Nothing in the environment
widens that; tests pass another `may_reach`. A link is gone when it failed on two nights in a row.
"""
