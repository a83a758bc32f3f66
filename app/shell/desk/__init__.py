"""The desk: tables, what players notice, and every act by name, in a window of its own beside the wall."""
