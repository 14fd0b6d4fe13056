//! The pure decision.
