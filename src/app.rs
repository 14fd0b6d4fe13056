//! The pure machine of the desk.
