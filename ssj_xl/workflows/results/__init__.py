"""Results of visits: typed in few acts, or collected from pages and record forms that come back."""
