"""Imported in worker processes of the tests: makes the toy trainer known there."""

from core.settings import TRAINERS
from tests.core.runs.toy import SPECS

TRAINERS.update(SPECS)
