from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from .two_factor import lacks_second_factor


class StaffBackend(ModelBackend):
    """Accounts are for the editors' desk: nobody else signs in, and whoever stops being staff is out at once."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and user.is_staff

    def get_user(self, user_id):
        # Asked in the query that fetches the user: it is known on every request, and costs none.
        users = get_user_model()._default_manager.annotate(lacks_second_factor=lacks_second_factor())
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
