"""A release as files: every page that an address alone can name, for a web server or a content delivery network."""
