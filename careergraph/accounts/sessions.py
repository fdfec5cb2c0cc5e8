"""Sessions in the database; a cookie that cannot be one of ours is not looked up."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        # A quoted cookie can carry NUL, which PostgreSQL refuses with an error.
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
