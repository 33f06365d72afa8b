"""Who sits at the window: logging in, a first password, the recovery phrase."""
