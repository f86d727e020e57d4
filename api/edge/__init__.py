"""HTTP plumbing that knows no resource: problems, negotiation, caching, CORS, compression, documentation page."""
