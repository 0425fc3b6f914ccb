"""Examples printed in docstrings hold."""

import doctest
import importlib
import pkgutil

import pytest

import transform

MODULES = [module.name for module in pkgutil.walk_packages(transform.__path__, "transform.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples():
    modules = [importlib.import_module(name) for name in MODULES]
    examples = [
        test for module in modules for test in doctest.DocTestFinder().find(module) if test.examples
    ]
    # Readers of rules print theirs: two readings and one that is none.
    assert len(examples) > 180
