from careergraph.accounts.admin import log

__all__ = ["log"]
