"""What many articles claim, shown: words, threads, charts, page, files and terminal."""
