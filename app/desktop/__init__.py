"""The desktop without Qt: notifications and inhibition over D-Bus, sound by a child process."""
