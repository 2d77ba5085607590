"""The workbench: where a what-if starts, its dials turned, its outcomes simulated, its file and its link."""
