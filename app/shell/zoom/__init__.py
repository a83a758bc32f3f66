"""Zoomable charts at the desk: what they show is asked of the engine here."""
