"""For editors: Django admin, the start page, import and export, and erasure of a person."""
