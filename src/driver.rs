//! Runs effects and sends messages back.
