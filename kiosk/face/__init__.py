"""The face check on the terminal itself: quality gates, pose, an active challenge, the decision. No picture outlives it."""
