"""What `manage.py bench` measures: loading, search and pages, each against its budget."""
