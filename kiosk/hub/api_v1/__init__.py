"""The hub's HTTP interface, version 1, one file a concern."""
