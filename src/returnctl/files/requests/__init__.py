"""Return requests, and the files beside them."""
