"""SSJ-1, the draw as a computation: ids and quotas, the rule in a line, sources and seed, ranking, and what an outsider can infer."""
