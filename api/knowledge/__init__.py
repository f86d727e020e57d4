"""The read side: for each resource its public shape first, then its queries. Knows no web framework."""
