"""What the round trip with the provincial platform hands out: its import sheets, and the comparison."""
