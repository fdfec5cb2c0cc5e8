"""One file for every environment. Each default runs; production sets the variables in the README."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from careergraph import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "modeltranslation",
    "careergraph.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "reversion",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "careergraph",
    "occupations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "careergraph.accounts.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "careergraph.http.MethodNotAllowedPage",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "careergraph.accounts.middleware.SignedInPages",
]

ROOT_URLCONF = "careergraph.urls"
WSGI_APPLICATION = "careergraph.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The counters of failed sign-ins, which allauth keeps in the default cache: all workers must see the same ones.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "careergraph_cache",
        # Room enough that nobody can push a lock out by making others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
AUTHENTICATION_BACKENDS = ["careergraph.accounts.backend.StaffBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "careergraph.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# allauth repeats these in every cache key. "ip" counts an address, "key" an account.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,50/h/ip,5/15m/key"}

MFA_ADAPTER = "careergraph.accounts.adapter.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "AI Career Graph"
# One step of 30 seconds early or late; careergraph.accounts.forms takes each code once all the same.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "careergraph.accounts.forms.AuthenticateForm",
    "reauthenticate": "careergraph.accounts.forms.ReauthenticateForm",
    "activate_totp": "careergraph.accounts.forms.ActivateTOTPForm",
}

# Proxies in front of the site that each add the address of their caller to X-Forwarded-For.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=10)
SESSION_ENGINE = "careergraph.accounts.sessions"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 8, least=1, most=720) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# "en" is what a reader gets whose browser asks for neither language; the content's own first
# language is MODELTRANSLATION_DEFAULT_LANGUAGE.
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "zh-hant"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("zh-hant", "en")
LOCALE_PATHS = [BASE_DIR / "locale"]
# Where links lead on a page that belongs to no country, such as an error page.
HOME_COUNTRY = env.text("HOME_COUNTRY", "us")
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "careergraph.formats"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
# First words of addresses that are not the admin's.
ADDRESSES_TAKEN = {"api", "favicon", "healthz", "i18n", "robots", "sitemap", "static"} | {
    code for code, _n in LANGUAGES
}
ADMIN_PATH = env.prefix("ADMIN_PATH", "admin/", ADDRESSES_TAKEN)
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "guide" / "images")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# A page with ten lists posts more than Django's 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "careergraph.views.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Behind a proxy that ends TLS and sets X-Forwarded-Proto.
if env.flag("HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
}
