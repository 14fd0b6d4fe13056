//! `huzhu`: the desk of the people who decide claims of employee mutual-aid plans.
//!
//! A module imports only from lower levels and from its own children; siblings on one level never import
//! each other. `tests/tidy.rs` reads the `crate::` paths and fails otherwise.
//!
//! | level | module | what lives there | never |
//! |---|---|---|---|
//! | 0 | [`domain`] | values: money, dates, numbers and their masks, facts, cases, decisions, assessments | I/O, async, clock, SQL |
//! | 1 | [`rules`] | plans as data, the check of a plan file, (plan, facts, history) → assessment, workflow stages | I/O, clock |
//! | 1 | [`wire`] | what client and server say to each other: resources, pages, problems | behaviour |
//! | 1 | [`config`] | the settings file as written → checked settings; paths | |
//! | 1 | [`text`] | every string a person reads, in Chinese and English, the language passed in | |
//! | 1 | [`layout`] | how wide a text is drawn, wrapped lines, columns of text | I/O |
//! | 1 | [`sql`] | opening, pragmas, migrations, how money and dates are stored | rules |
//! | 2 | [`judge`] | pure: (case, basis, decision, who, now) → what is committed, or why not | I/O |
//! | 2 | [`explain`] | pure: what a claimant is told, in a sentence or a notice; what would change it | I/O |
//! | 2 | [`store`] | the client's two encrypted files and their keys | network |
//! | 2 | [`api`] | the HTTP client; errors that know whether a retry can help | storage |
//! | 3 | [`sync`] | the plan of what to send and pull next, backoff as data, report | UI, threads |
//! | 4 | [`app`] | the pure machine of the desk: message in, state changed, effects out | I/O, keys, colours |
//! | 5 | [`driver`] | runs effects and sends messages back; threads live here | drawing |
//! | 5 | [`ui`] | draws state; keymap and themes as data | store, api, driver |
//! | 6 | [`tui`] | the terminal guard, events, the loop | |
//! | 6 | [`server`] | router, sign-in, the ledger over SQLite, made-up cases | client modules |
//! | 7 | [`cli`] | arguments, one file per command, output, exit codes | |

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod driver;
pub mod explain;
pub mod judge;
pub mod layout;
pub mod rules;
pub mod server;
pub mod sql;
pub mod store;
pub mod sync;
pub mod text;
pub mod tui;
pub mod ui;
pub mod wire;
