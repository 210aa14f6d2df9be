"""The face check: who passes it, who does not, and what is left of it."""
