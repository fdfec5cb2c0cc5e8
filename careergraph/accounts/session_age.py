"""A session ends when it has not been used for SESSION_HOURS; use in the admin keeps it."""

import time

# Writing once a minute is exact enough, and most requests stay without a write.
STEP_S = 60
KEY = "last_seen"


def touch(session):
    session[KEY] = int(time.time())


def keep_alive(session):
    if time.time() - session.get(KEY, 0) >= STEP_S:
        touch(session)
