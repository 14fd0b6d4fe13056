//! The settings file as written, checked; paths.
