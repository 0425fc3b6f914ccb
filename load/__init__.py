"""From rows to a release: builds, what joins portals, releases, changes, verification."""
