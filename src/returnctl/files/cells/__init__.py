"""What single cells hold, read strictly: texts, choices, dates, figures, settings."""
