//! The client's two encrypted files.
