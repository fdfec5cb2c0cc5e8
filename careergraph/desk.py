from django.contrib.admin.apps import AdminConfig
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _


class DeskConfig(AdminConfig):
    default_site = "occupations.site.DeskSite"

    def ready(self):
        from django.contrib.admin.templatetags import admin_list

        super().ready()
        # Django has no setting for it and reads out True and False, whatever the language.
        admin_list._boolean_icon = boolean_icon


def boolean_icon(value):
    name, text = {True: ("yes", _("yes")), False: ("no", _("no"))}.get(value, ("unknown", _("none")))
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), text)
