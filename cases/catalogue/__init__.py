"""The readers' pages: front page, list, case, comparison, the reader's own list and the overview."""
