"""Text that would be a program: sixty shapes of it, where it is put, which pages show it, how running shows."""
