"""Closed vocabularies. The keys are stored; the labels are what readers and editors see."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TitleLanguage(TextChoices):
    CHINESE = "zh-hant", _("Chinese")
    ENGLISH = "en", _("English")


class Status(TextChoices):
    """Where the text of a page stands. Visitors see what was published last, whatever editors are doing."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    NEEDS_UPDATE = "needs_update", _("Needs update")


# In these visitors see the rows as they are; in the others, the copy kept of what was published last.
VISIBLE = (Status.PUBLISHED, Status.NEEDS_UPDATE)


class ReviewStep(TextChoices):
    SUBMITTED = "submitted", _("Submitted for review")
    CHANGED = "changed", _("Changed after it was submitted")
    RETURNED = "returned", _("Returned with a note")
    PUBLISHED = "published", pgettext_lazy("step of the review", "Published")
    NEEDS_UPDATE = "needs_update", _("Marked as needing an update")
    DISCARDED = "discarded", _("Changes discarded")


class Verdict(TextChoices):
    MOSTLY_SAFE = "mostly_safe", _("Mostly safe")
    AUGMENTED = "augmented", _("Augmented")
    MIXED = "mixed", _("Mixed")
    AT_RISK = "at_risk", _("At risk")
    DISPLACED = "displaced", _("Being displaced")


class PointKind(TextChoices):
    AI_TAKES = "ai_takes", _("Tasks AI will take over")
    AI_AUGMENTS = "ai_augments", _("Tasks AI will augment")
    MOAT = "moat", _("Human moat")
    SKILLS = "skills", _("Skills to build (next 5 years)")
    SUITS = "suits", _("Fits")
    NOT_SUITS = "not_suits", _("Does not fit")
    GROWTH_AREAS = "growth_areas", _("Growth areas")


class EvidenceKind(TextChoices):
    TOOL = "tool", _("Tool")
    PLATFORM = "platform", _("Platform")
    PRODUCT = "product", _("Product")
    RESEARCH = "research", _("Research")
    NEWS = "news", _("News")


class Extent(TextChoices):
    PARTIAL = "partial", pgettext_lazy("extent of replacement", "Partial")
    FULL = "full", pgettext_lazy("extent of replacement", "Full")


class Fit(TextChoices):
    TYPICAL = "typical", _("Typical route")
    POSSIBLE = "possible", _("Possible")
    UNLIKELY = "unlikely", _("Unlikely")


class Percentile(IntegerChoices):
    P10 = 10, _("10th percentile")
    P25 = 25, _("25th percentile")
    P50 = 50, _("Median")
    P75 = 75, _("75th percentile")
    P90 = 90, _("90th percentile")


class EntryEducation(TextChoices):
    """Typical entry-level education, the eight values of the BLS Employment Projections."""

    NONE = "none", _("No formal educational credential")
    HIGH_SCHOOL = "high_school", _("High school diploma or equivalent")
    SOME_COLLEGE = "some_college", _("Some college, no degree")
    AWARD = "award", _("Postsecondary nondegree award")
    ASSOCIATE = "associate", _("Associate's degree")
    BACHELOR = "bachelor", _("Bachelor's degree")
    MASTER = "master", _("Master's degree")
    DOCTORAL = "doctoral", _("Doctoral or professional degree")


NO_DEGREE = frozenset(
    {EntryEducation.NONE, EntryEducation.HIGH_SCHOOL, EntryEducation.SOME_COLLEGE, EntryEducation.AWARD}
)


class Experience(TextChoices):
    """Work experience in a related occupation (BLS Employment Projections)."""

    NONE = "none", pgettext_lazy("work experience", "None")
    UNDER_5 = "under_5", _("Less than 5 years")
    OVER_5 = "over_5", _("5 years or more")


class Training(TextChoices):
    """Typical on-the-job training to become competent (BLS Employment Projections)."""

    NONE = "none", pgettext_lazy("training", "None")
    SHORT = "short", _("Short-term on-the-job training")
    MODERATE = "moderate", _("Moderate-term on-the-job training")
    LONG = "long", _("Long-term on-the-job training")
    APPRENTICESHIP = "apprenticeship", _("Apprenticeship")
    RESIDENCY = "residency", _("Internship or residency")


class CertificationRung(IntegerChoices):
    NONE = 0, _("None required as a rule")
    VOLUNTARY = 2, _("Voluntary certification")
    REGISTRATION = 4, _("Registration or state certificate")
    EXAM = 6, _("License by examination")
    SUPERVISED = 8, _("License by degree, examination and supervised practice")
    RESIDENCY = 10, _("The same after a professional doctorate and residency")


class VisaRung(TextChoices):
    """Best visa route an occupation's official requirements open, from the strongest down."""

    SCHEDULE_A = "schedule_a", _("Schedule A, group I")
    DOCTORAL = "doctoral", _("Doctoral or professional entry (EB-2)")
    MASTER = "master", _("Master's entry (EB-2)")
    BACHELOR = "bachelor", _("Bachelor's entry (H-1B specialty occupation, EB-3 professional)")
    SKILLED = "skilled", _("Two years or more of preparation (EB-3 skilled worker)")
    OTHER = "other", _("Less than two years of preparation (EB-3 other worker)")
    CITIZENS = "citizens", _("Open to US citizens only")


class Dimension(TextChoices):
    INCOME = "income", _("Income")
    DEMAND = "demand", _("Demand")
    PROSPECTS = "prospects", _("Prospects")
    PR_FRIENDLY = "pr_friendly", _("PR friendly")
    AI_RISK = "ai_risk", _("AI risk")
    COMPETITION = "competition", _("Competition")
    INTENSITY = "intensity", _("Intensity")
    LEARNING = "learning", _("Learning")
    DURATION = "duration", _("Time to qualify")
    CERTIFICATION = "certification", _("Certification")
    PR_DIFFICULTY = "pr_difficulty", _("PR difficulty")

    @property
    def high_is_good(self) -> bool:
        return self in (self.INCOME, self.DEMAND, self.PROSPECTS, self.PR_FRIENDLY)


class ClusterKey(TextChoices):
    PUBLIC_SAFETY = "public_safety", _("Regulated / public safety")
    LICENSED = "licensed", _("Licensed")
    ON_SITE = "on_site", _("On-site")
    HUMAN_TRUST = "human_trust", _("Human trust")
    AUGMENTED = "augmented", _("AI-augmented")
    HIGH_EXPOSURE = "high_exposure", _("High AI exposure")
