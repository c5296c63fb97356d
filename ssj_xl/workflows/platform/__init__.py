"""The provincial platform: files for it, and its draws and results taken over."""
