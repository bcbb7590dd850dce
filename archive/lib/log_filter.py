"""Keeping secrets of addresses out of the log: whoever reads the log must not be able to open what they open."""

import logging
import re

SECRET_PART = re.compile(r"((?:/|%2F)preview(?:/|%2F))[^/%\s?\"']+", re.IGNORECASE)


class WithoutTokens(logging.Filter):
    """Takes the secret part of a preview's address out of what is logged, and out of the trace of a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the line is logged, without the secret."""
        message = record.getMessage()
        if SECRET_PART.search(message):
            record.msg, record.args = without_tokens(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_tokens(logging.Formatter().formatException(record.exc_info))
        return True


def without_tokens(text: str) -> str:
    return SECRET_PART.sub(r"\1…", text)
