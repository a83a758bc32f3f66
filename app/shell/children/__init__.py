"""Programs that the shell starts and watches: the engine, and the demo casino."""
