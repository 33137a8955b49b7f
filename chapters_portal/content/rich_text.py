"""Text with headings, lists, links and tables, as staff write it in the editor."""

from django_prose_editor.fields import ProseEditorField, create_sanitizer

from .unwrapping import Unwrapping, unwrapped_in_html

RICH_TEXT = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

sanitized = create_sanitizer(RICH_TEXT)


class RichTextField(Unwrapping, ProseEditorField):
    """Headings, lists, links and tables that staff write without markup.

    Whatever else comes in is dropped by full_clean(), so every form and loader must call that;
    templates pass it through `sanitized` once more.
    """

    unwrap = staticmethod(unwrapped_in_html)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, extensions=RICH_TEXT, sanitize=sanitized, **kwargs)
