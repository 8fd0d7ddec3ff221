"""Draft, review, publication and archive of a case, with its history and the differences between versions."""
