"""Public data about Congress, from files or from the addresses where it is kept."""
