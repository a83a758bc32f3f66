"""Dialogs that never block: each is opened, and tells by signals what was wished."""
