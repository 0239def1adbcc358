"""Wing: reach out to feeds and pages and bring back entries and text."""
