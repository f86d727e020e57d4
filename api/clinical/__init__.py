"""Pure functions of the domain: facts come in as arguments, nothing is read or written."""
