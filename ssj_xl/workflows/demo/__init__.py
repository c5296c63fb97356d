"""演示: an invented bureau goes through a month on real files."""
