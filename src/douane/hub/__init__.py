"""The hub, landing to dock-out: pure rules over events."""
