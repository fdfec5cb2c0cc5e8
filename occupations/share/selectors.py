"""What a share image needs: one query, two where there is none at the address."""

from ..models import Occupation, RetiredSlug


def pictured(country: str, slug: str) -> Occupation | None:
    return (
        Occupation.objects.public()
        .filter(country__code=country, slug=slug)
        .select_related("country", "card__cluster")
        .defer("card__working")
        .first()
    )


def successor(country: str, slug: str) -> str | None:
    """The address that replaced a retired one."""
    return (
        RetiredSlug.objects.filter(country__code=country, slug=slug, occupation__is_public=True)
        .values_list("occupation__slug", flat=True)
        .first()
    )
