//! The terminal guard, events, the loop.
