//! The terminal: taken and given back, its events, the loop that drains messages and draws once.

pub mod events;
pub mod guard;
