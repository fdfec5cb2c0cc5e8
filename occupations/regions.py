"""The regions that figures are printed for, by country and postal code, with their place on a tile grid."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Region(NamedTuple):
    """A region and its tile: column and row are chosen to keep neighbours near one another."""

    name: str | Promise
    column: int
    row: int


REGIONS: dict[str, dict[str, Region]] = {
    "us": {
        "AL": Region(_("Alabama"), 6, 6),
        "AK": Region(_("Alaska"), 0, 0),
        "AZ": Region(_("Arizona"), 1, 5),
        "AR": Region(_("Arkansas"), 4, 5),
        "CA": Region(_("California"), 0, 4),
        "CO": Region(_("Colorado"), 2, 4),
        "CT": Region(_("Connecticut"), 9, 3),
        "DE": Region(_("Delaware"), 9, 4),
        "DC": Region(_("District of Columbia"), 8, 5),
        "FL": Region(_("Florida"), 8, 7),
        "GA": Region(_("Georgia"), 7, 6),
        "HI": Region(_("Hawaii"), 0, 7),
        "ID": Region(_("Idaho"), 1, 2),
        "IL": Region(_("Illinois"), 5, 2),
        "IN": Region(_("Indiana"), 5, 3),
        "IA": Region(_("Iowa"), 4, 3),
        "KS": Region(_("Kansas"), 3, 5),
        "KY": Region(_("Kentucky"), 5, 4),
        "LA": Region(_("Louisiana"), 4, 6),
        "ME": Region(_("Maine"), 10, 0),
        "MD": Region(_("Maryland"), 8, 4),
        "MA": Region(_("Massachusetts"), 10, 2),
        "MI": Region(_("Michigan"), 7, 2),
        "MN": Region(_("Minnesota"), 4, 2),
        "MS": Region(_("Mississippi"), 5, 6),
        "MO": Region(_("Missouri"), 4, 4),
        "MT": Region(_("Montana"), 2, 2),
        "NE": Region(_("Nebraska"), 3, 4),
        "NV": Region(_("Nevada"), 1, 3),
        "NH": Region(_("New Hampshire"), 10, 1),
        "NJ": Region(_("New Jersey"), 8, 3),
        "NM": Region(_("New Mexico"), 2, 5),
        "NY": Region(_("New York"), 8, 2),
        "NC": Region(_("North Carolina"), 6, 5),
        "ND": Region(_("North Dakota"), 3, 2),
        "OH": Region(_("Ohio"), 6, 3),
        "OK": Region(_("Oklahoma"), 3, 6),
        "OR": Region(_("Oregon"), 0, 3),
        "PA": Region(_("Pennsylvania"), 7, 3),
        "RI": Region(_("Rhode Island"), 9, 2),
        "SC": Region(_("South Carolina"), 7, 5),
        "SD": Region(_("South Dakota"), 3, 3),
        "TN": Region(_("Tennessee"), 5, 5),
        "TX": Region(_("Texas"), 3, 7),
        "UT": Region(_("Utah"), 1, 4),
        "VT": Region(_("Vermont"), 9, 1),
        "VA": Region(_("Virginia"), 7, 4),
        "WA": Region(_("Washington"), 0, 2),
        "WV": Region(_("West Virginia"), 6, 4),
        "WI": Region(_("Wisconsin"), 6, 2),
        "WY": Region(_("Wyoming"), 2, 3),
    },
}
