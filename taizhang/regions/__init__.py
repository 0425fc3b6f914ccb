"""Regions of China by GB/T 2260 with their former names: which code a name means, and where an issuer sits."""

from taizhang.regions.issuers import place_length, region_of_issuer
from taizhang.regions.lookup import find_region
from taizhang.regions.table import NATION, Level, Region, full_name, region, regions

__all__ = [
    "NATION",
    "Level",
    "Region",
    "find_region",
    "full_name",
    "place_length",
    "region",
    "region_of_issuer",
    "regions",
]
