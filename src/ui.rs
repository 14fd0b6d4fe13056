//! Draws state.
