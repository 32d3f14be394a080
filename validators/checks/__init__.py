"""One file for each check kind; the registry finds them by themselves. Great Expectations may not come in at import."""
