"""The rules themselves, a module for each kind; :mod:`derive.rules.catalogue` finds them."""
