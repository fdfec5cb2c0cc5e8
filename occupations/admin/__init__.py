from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import country, evidence, facts, narrative, occupation, scores, sources, visas

admin.site.site_header = _("AI Career Graph: editors' desk")
admin.site.site_title = _("AI Career Graph")
admin.site.index_title = _("Content")

__all__ = ["country", "evidence", "facts", "narrative", "occupation", "scores", "sources", "visas"]
