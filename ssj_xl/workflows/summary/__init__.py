"""季度落实情况, 年度情况 and the bulletin: the city's six points, counted once for all three."""
