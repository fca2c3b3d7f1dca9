"""Cleaning: one damaged page in, one clean page and a record of every change out."""

from .dating import PageDate
from .diagnosis import Diagnosis, diagnose
from .metadata import Author
from .page import CleanPage
from .pipeline import clean
from .records import Edit
from .rules import RULES, Rules

__all__ = ["RULES", "Author", "CleanPage", "Diagnosis", "Edit", "PageDate", "Rules", "clean", "diagnose"]
