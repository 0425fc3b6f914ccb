"""Regions of China by GB/T 2260 with their former names: the code of a name, the seat of an issuer."""

from taizhang.regions.issuers import place_length, region_of_issuer
from taizhang.regions.lookup import find_region
from taizhang.regions.table import NATION, Level, Region, all_regions, full_name, region_by_code

__all__ = [
    "NATION",
    "Level",
    "Region",
    "all_regions",
    "find_region",
    "full_name",
    "place_length",
    "region_by_code",
    "region_of_issuer",
]
