"""A browser that is watched, the service it looks at, and how a reader works a page."""
