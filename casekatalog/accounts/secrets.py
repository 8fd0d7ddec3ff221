"""Encrypts what the database keeps of second factors, so that a copy of the database alone makes no codes."""

import base64
import logging
import os

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

logger = logging.getLogger(__name__)


def encrypt(text: str) -> str:
    return keys().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text; or, when no key of ours made the token, a text that nobody knows, so that no code fits it."""
    try:
        return keys().decrypt(token.encode()).decode()
    except InvalidToken:
        logger.error("A second factor was encrypted under another SECRET_KEY. Its owner must set it up again.")
        return base64.b32encode(os.urandom(20)).decode()


def keys() -> MultiFernet:
    """The keys of today's secret and of those before it."""
    made = []
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        derived = HKDF(SHA256(), length=32, salt=None, info=b"casekatalog second factors").derive(secret.encode())
        made.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(made)
