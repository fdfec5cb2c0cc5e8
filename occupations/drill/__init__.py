"""What `manage.py drill` does: editors save the same few pages at once, workers are killed, then all is counted."""
