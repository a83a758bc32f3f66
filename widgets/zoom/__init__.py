"""Charts that are looked into: pan, zoom, read-out, comparison; passive as all widgets."""
