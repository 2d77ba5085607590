"""Across documents: one number told in many texts, thread by thread; how it drifts, where its tellers disagree."""
