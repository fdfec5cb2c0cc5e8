from careergraph.accounts.models import RolePolicy, SecurityEvent

__all__ = ["RolePolicy", "SecurityEvent"]
