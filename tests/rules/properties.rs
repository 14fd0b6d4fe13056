//! What holds of every claim.
