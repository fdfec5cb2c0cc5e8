"""The importers of official facts, in the order they run: projections define the occupations."""

from . import bls_projections, bls_state_wages, bls_wages, microsoft, onet, openai
from .base import Importer

IMPORTERS = tuple(
    Importer(module.KEY, module.SOURCE, module.FILE_NAME, module.parse)
    for module in (bls_projections, bls_wages, bls_state_wages, onet, microsoft, openai)
)
