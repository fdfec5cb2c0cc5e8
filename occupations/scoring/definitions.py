"""Every number of the published formulas. The formulas compute with these; the method page prints them."""

from ..choices import CertificationRung, ClusterKey, Dimension, EntryEducation, Experience, Training, VisaRung

FORMULA_VERSION = "2026.1"

REWARD = (Dimension.INCOME, Dimension.DEMAND, Dimension.PROSPECTS, Dimension.PR_FRIENDLY)
RESILIENCE = (Dimension.AI_RISK,)
EASE = (
    Dimension.COMPETITION,
    Dimension.INTENSITY,
    Dimension.LEARNING,
    Dimension.DURATION,
    Dimension.CERTIFICATION,
    Dimension.PR_DIFFICULTY,
)
WEIGHTS = {"reward": 0.60, "resilience": 0.25, "ease": 0.15}
MIN_RATED = 8

MOAT_DISCOUNT = 0.5
TOP_SKILLS = 10
STRESS = "Stress Tolerance"

# O*NET elements of each index; scale LV is a level (skills), IM an importance (work styles).
INDICES = {
    "trust": (
        ("Social Perceptiveness", "LV"),
        ("Service Orientation", "LV"),
        ("Concern for Others", "IM"),
        ("Self-Control", "IM"),
    ),
    "on_site": (
        ("Equipment Maintenance", "LV"),
        ("Repairing", "LV"),
        ("Operation and Control", "LV"),
        ("Troubleshooting", "LV"),
    ),
    "judgement": (
        ("Judgment and Decision Making", "LV"),
        ("Management of Personnel Resources", "LV"),
        ("Integrity", "IM"),
        ("Stress Tolerance", "IM"),
    ),
}

EDUCATION_YEARS = {
    EntryEducation.NONE: 0.0,
    EntryEducation.HIGH_SCHOOL: 0.5,
    EntryEducation.SOME_COLLEGE: 1.5,
    EntryEducation.AWARD: 1.5,
    EntryEducation.ASSOCIATE: 2.5,
    EntryEducation.BACHELOR: 4.0,
    EntryEducation.MASTER: 6.0,
    EntryEducation.DOCTORAL: 8.0,
}
EXPERIENCE_YEARS = {Experience.NONE: 0.0, Experience.UNDER_5: 2.0, Experience.OVER_5: 5.0}
TRAINING_YEARS = {
    Training.NONE: 0.0,
    Training.SHORT: 0.1,
    Training.MODERATE: 0.5,
    Training.LONG: 1.5,
    Training.APPRENTICESHIP: 4.0,
    Training.RESIDENCY: 3.0,
}
LONGEST_PREPARATION = 12.0

# 20 CFR 656.5(a): physical therapists and professional nurses.
SCHEDULE_A_CODES = frozenset({"29-1141", "29-1123"})
SKILLED_WORKER_YEARS = 2.0
VISA_LADDER = {
    VisaRung.SCHEDULE_A: (10.0, 2.0),
    VisaRung.DOCTORAL: (9.0, 4.0),
    VisaRung.MASTER: (8.5, 4.0),
    VisaRung.BACHELOR: (7.0, 5.0),
    VisaRung.SKILLED: (4.0, 7.0),
    VisaRung.OTHER: (2.0, 9.0),
    VisaRung.CITIZENS: (0.0, 10.0),
}
NOT_SKILLED_MIGRATION = frozenset({VisaRung.OTHER, VisaRung.CITIZENS})

PUBLIC_SAFETY_GROUP = "33"
# Roles outside group 33 that enforce law or approve on behalf of the public.
PUBLIC_SAFETY_CODES = frozenset(
    {
        "11-1031",  # legislators
        "13-1041",  # compliance officers
        "13-2061",  # financial examiners
        "13-2081",  # tax examiners, collectors and revenue agents
        "19-5011",  # occupational health and safety specialists
        "19-5012",  # occupational health and safety technicians
        "21-1092",  # probation officers and correctional treatment specialists
        "23-1021",  # administrative law judges
        "23-1023",  # judges and magistrates
        "43-4031",  # court, municipal and license clerks
        "43-4061",  # eligibility interviewers, government programs
        "45-2011",  # agricultural inspectors
        "47-4011",  # construction and building inspectors
        "53-2021",  # air traffic controllers
        "53-6051",  # transportation inspectors
    }
)
LICENSED_FROM = CertificationRung.EXAM
INDEX_HIGH = 7.0
AXIS_HIGH = 5.0
CLUSTER_OF_INDEX = {
    "trust": ClusterKey.HUMAN_TRUST,
    "on_site": ClusterKey.ON_SITE,
    "judgement": ClusterKey.AUGMENTED,
}
