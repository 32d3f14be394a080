"""pseudokit."""
