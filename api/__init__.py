"""Hypomag: an open REST API for evidence-backed knowledge about hypomagnesemia."""

__version__ = "0.1.0"
