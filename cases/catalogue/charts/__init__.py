"""The charts of the overview: what the published cases say together. Drawn on the server, each also a table."""
