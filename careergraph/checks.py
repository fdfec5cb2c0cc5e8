"""What `check --deploy` says about this site's own settings."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def proxies_are_counted(app_configs, **kwargs):
    if not settings.SECURE_PROXY_SSL_HEADER or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "HTTPS says that a proxy stands in front, and TRUSTED_PROXIES counts none: all visitors share one address, "
            "and ten failed sign-ins a minute lock everybody out.",
            hint="Set TRUSTED_PROXIES to the number of proxies, behind one nginx 1.",
            id="careergraph.W001",
        )
    ]
