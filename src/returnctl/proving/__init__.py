"""Laws of a policy that can be proved; pure functions over frozen values."""
