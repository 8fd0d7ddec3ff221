"""What everything stands on: vocabulary base classes, publication, phrases, the data version, middleware, logging."""
