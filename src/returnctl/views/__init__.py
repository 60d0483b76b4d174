"""Values turned into what a person or a program reads; touches nothing."""
