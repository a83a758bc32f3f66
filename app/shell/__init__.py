"""The Qt application: shows what the engine publishes, tells and sounds it, and takes wishes."""
