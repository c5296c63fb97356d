"""核验: whatever files a stranger has, computed anew and held against each other."""
