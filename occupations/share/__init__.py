"""What other sites and machines show of a page: share images, and texts of a fitting length."""
