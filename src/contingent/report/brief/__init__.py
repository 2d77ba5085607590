"""The brief itself, shown: its answer, its claims in few words, charts, Markdown and terminal."""
