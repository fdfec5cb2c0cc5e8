"""Settings of the server in the drill: the site's own, without the hashed static files, which nobody asks for here."""

from careergraph.settings import *  # noqa: F403
from careergraph.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
