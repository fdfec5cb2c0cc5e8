from careergraph.accounts.admin import log, roles, site, users

__all__ = ["log", "roles", "site", "users"]
