//! How SQLite files are opened and migrated.
