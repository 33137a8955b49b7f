"""The link watch: looks now and then at the links that lead away from the portal."""
