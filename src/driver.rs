//! Runs effects and sends messages back. Threads live here; nothing is drawn here.

pub mod clock;
