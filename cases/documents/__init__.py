"""Word, Excel and PDF from plain data. Knows no page and no case."""
