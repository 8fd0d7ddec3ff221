"""For municipalities: we do this too. Forms without a cookie, proven by mail."""
