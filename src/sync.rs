//! What to send and pull next.
