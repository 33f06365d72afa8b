"""What the window shows when there is no record yet."""
