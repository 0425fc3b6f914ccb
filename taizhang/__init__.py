"""taizhang 台账: who promised what, by when, on which page."""
