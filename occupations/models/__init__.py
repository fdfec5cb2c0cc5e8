from .country import Cluster, Country, MajorGroup
from .evidence import Citation, Evidence
from .facts import AlternateTitles, Exposure, OnetProfile, Projection, StateWages, Wages
from .narrative import Credential, EducationStage, Faq, Narrative, Point, SalaryBand
from .occupation import AlternateTitle, Certification, Occupation, RetiredSlug
from .publication import Presence, PublishedCopy, ReviewNote
from .scores import ClusterOverride, ScoreCard, ScoreOverride
from .sources import NationalFigure, Release, Source
from .visas import VisaFit, VisaRoute

__all__ = [
    "AlternateTitle",
    "AlternateTitles",
    "Certification",
    "Citation",
    "Cluster",
    "ClusterOverride",
    "Country",
    "Credential",
    "EducationStage",
    "Evidence",
    "Exposure",
    "Faq",
    "MajorGroup",
    "Narrative",
    "NationalFigure",
    "Occupation",
    "OnetProfile",
    "Point",
    "Presence",
    "Projection",
    "PublishedCopy",
    "Release",
    "RetiredSlug",
    "ReviewNote",
    "SalaryBand",
    "ScoreCard",
    "ScoreOverride",
    "Source",
    "StateWages",
    "VisaFit",
    "VisaRoute",
    "Wages",
]
