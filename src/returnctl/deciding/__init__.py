"""Terms, facts, rules and the decision: pure functions over frozen values."""
