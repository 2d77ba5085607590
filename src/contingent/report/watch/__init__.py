"""What left its expected range, shown: digest values, words, drawings, page, feed, Markdown and terminal."""
