"""The demo platform: a small casino of real sockets on loopback, with switches for faults."""
