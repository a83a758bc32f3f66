"""Files of our own, put in their place whole."""
