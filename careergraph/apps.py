from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareergraphConfig(AppConfig):
    name = "careergraph"
    verbose_name = _("Account safety")

    def ready(self):
        from careergraph import checks  # noqa: F401 it registers itself
        from careergraph.accounts import receivers, rights  # noqa: F401 they connect themselves
