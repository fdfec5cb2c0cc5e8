"""What a share image needs: one query, two where there is none at the address."""

from ..models import Occupation


def pictured(country: str, slug: str) -> Occupation | None:
    return (
        Occupation.objects.public()
        .filter(country__code=country, slug=slug)
        .select_related("country", "card__cluster")
        .defer("card__working")
        .first()
    )
