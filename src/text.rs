//! Every string a person reads, in Chinese and English. The language is passed in, never global.
//!
//! A text is a function made by `texts!`: its name and its arguments are checked when the program is compiled, and a text
//! without both languages doesn't compile. The texts of a plan (benefits, papers, reasons) stand in the plan file.
//! Not here: layout, colour, I/O.

/// Defines texts. Each line gives a name, its arguments, the Chinese and the English wording.
///
/// A text without arguments is a `const fn(Lang) -> &'static str`; one with arguments gives a `String`, and its wording names the
/// arguments in braces, as `format!` does.
macro_rules! texts {
    ($( $(#[$doc:meta])* $name:ident $( ( $($arg:ident),+ ) )? => $zh:literal, $en:literal; )*) => {
        $( $crate::text::texts!(@one [$(#[$doc])*] $name [$($($arg),+)?] $zh, $en); )*
    };
    (@one [$($doc:tt)*] $name:ident [] $zh:literal, $en:literal) => {
        $($doc)*
        pub const fn $name(lang: $crate::domain::people::Lang) -> &'static str {
            match lang {
                $crate::domain::people::Lang::Zh => $zh,
                $crate::domain::people::Lang::En => $en,
            }
        }
    };
    (@one [$($doc:tt)*] $name:ident [$($arg:ident),+] $zh:literal, $en:literal) => {
        $($doc)*
        pub fn $name(lang: $crate::domain::people::Lang, $($arg: impl ::std::fmt::Display),+) -> String {
            match lang {
                $crate::domain::people::Lang::Zh => format!($zh, $($arg = $arg),+),
                $crate::domain::people::Lang::En => format!($en, $($arg = $arg),+),
            }
        }
    };
}
pub(crate) use texts;

pub mod actions;
pub mod again;
pub mod amend;
pub mod api;
pub mod arguments;
pub mod assess;
pub mod assess_page;
pub mod cache;
pub mod caller;
pub mod capitals;
pub mod change;
pub mod checks;
pub mod cli;
pub mod cross;
pub mod dates;
pub mod demo;
pub mod desk;
pub mod difference;
pub mod doctor;
pub mod driver;
pub mod fact_fields;
pub mod facts;
pub mod faults;
pub mod help;
pub mod intake;
pub mod keyring;
pub mod lock;
pub mod login;
pub mod logout;
pub mod notice;
pub mod outbox;
pub mod own;
pub mod palette;
pub mod plan;
pub mod plan_fields;
pub mod plural;
pub mod problems;
pub mod queue;
pub mod receipt;
pub mod refusals;
pub mod roles;
pub mod rule;
pub mod search;
pub mod server;
pub mod sheets;
pub mod show;
pub mod show_page;
pub mod steps;
pub mod store;
pub mod sync;
