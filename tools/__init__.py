"""What makes the study and its data: not part of the installed package."""
