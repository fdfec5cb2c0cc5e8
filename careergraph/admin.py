from careergraph.accounts.admin import log, roles, users

__all__ = ["log", "roles", "users"]
