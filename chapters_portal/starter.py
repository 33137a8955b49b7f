"""What the ground itself starts from: the words and links of its pages."""

from .pages.starter import load

__all__ = ["load"]
