"""Cleaning: one damaged page in, one clean page and a record of every change out."""

from .audit import audit_html
from .dating import PageDate
from .diagnosis import Diagnosis, diagnose
from .folder import CleanedFolder, clean_folder
from .metadata import Author
from .page import CleanPage
from .pipeline import clean
from .records import Edit
from .rules import RULES, Rules

__all__ = [
    "RULES", "Author", "CleanPage", "CleanedFolder", "Diagnosis", "Edit", "PageDate", "Rules",
    "audit_html", "clean", "clean_folder", "diagnose",
]  # fmt: skip
