"""Search that understands Danish: an index in ordinary tables, the same on every database."""
