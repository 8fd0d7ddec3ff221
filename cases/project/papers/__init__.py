"""The project's papers as data, for Word and Excel: what is known is filled in, and the rest is marked blank."""
