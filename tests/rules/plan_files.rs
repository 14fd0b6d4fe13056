//! How plan files are read.
