"""Search that understands Danish: documents in an ordinary table, and an index in memory."""
