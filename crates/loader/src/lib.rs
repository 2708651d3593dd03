//! Packages, modules, build constraints and the overlay.
