"""What ``kiosk bench`` measures: one module a bench, each with ``measure() -> list[Figure]``, peers in the same run where there are any."""
