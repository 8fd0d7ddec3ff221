"""Cases as files for readers. A case becomes one document (``document.py``), which each format's writer renders.

``cases/transfer`` is for editors: its files can be read in again.
"""
