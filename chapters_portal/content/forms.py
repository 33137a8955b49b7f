from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Draws each field of a public form as the design has it: label, hint, error, field."""

    field_template_name = "content/field.html"
