"""What happens at a sign-in and at a failed one."""

import time
from typing import Any

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from casekatalog.signin import lockout, sessions


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    request.session[sessions.SIGNED_IN_AT] = time.time()
    lockout.forget_second_factor_failures(user)


@receiver(authentication_failed)
def second_factor_failed(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    lockout.second_factor_failed(request, user)
