"""What a fresh portal starts from: data files, and a loader that asks the rooms.

The files lie in a folder for each room. A room's `starter.py` keeps its own: `load(published_at)`
what the public reads; where a room has them, `load_reference_data(now)` what is replaced as a whole
by later loads, and `load_samples(today)` made-up rows that are marked as samples. The rooms are
asked in the order of INSTALLED_APPS.
"""
