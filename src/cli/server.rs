//! `huzhu server …`: what is done to a server's books on the machine where they lie.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use zeroize::Zeroizing;

use crate::cli::arguments::WrongForm;
use crate::cli::output::Failure;
use crate::cli::{self, Context, exit, serve};
use crate::domain::ids::UserId;
use crate::domain::people::{Lang, Role};
use crate::server::{AuditFault, Ledger, LedgerError, OfficeError, password_fault};
use crate::text::faults::fault_in_words;
use crate::text::{actions, roles, server as words};
use crate::wire::{Person, UnsentKind};

#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// People who sign in
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Run after the books were put back from a backup: everybody signs in again, and each desk asks which of its decisions are still there
    Restored {
        /// The folder of the server's books [default: among this user's data]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Reads the whole audit trail and tells whether it is whole
    Check {
        /// The folder of the server's books [default: among this user's data]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Adds a person, or gives one other roles and another password; the server may be running
    ///
    /// The password is asked for at a terminal, or read as one line from standard input.
    Add(UserArgs),
    /// Takes all sign-ins of a person back: the machines wipe what they keep as soon as they are online; the account is closed
    Revoke(RevokeArgs),
    /// Lists what machines had not sent when their sign-ins were taken back
    Unsent {
        /// The folder of the server's books [default: among this user's data]
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
}

#[derive(Debug, ClapArgs)]
struct RevokeArgs {
    /// The account
    account: String,
    /// Only the sign-ins (a machine was lost): the account stays as it is
    #[arg(long)]
    keep_account: bool,
    /// The folder of the server's books [default: among this user's data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
struct UserArgs {
    /// The account: small letters, digits, . - _
    account: String,
    /// A role; may be given several times
    #[arg(long = "role", required = true, value_parser = parse_role, value_name = "ROLE",
          help = "enquiry, intake, medical, approver, payer, employer or supervisor; may be given several times")]
    roles: Vec<Role>,
    /// The person's name [default: the account]
    #[arg(long)]
    name: Option<String>,
    /// The employer whose claims an employer's officer verifies
    #[arg(long)]
    employer: Option<String>,
    /// The folder of the server's books [default: among this user's data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

fn parse_role(text: &str) -> Result<Role, WrongForm> {
    Role::ALL.into_iter().find(|role| role.id() == text).ok_or(WrongForm::Role)
}

/// Carries out a command on the books.
pub fn run(context: &Context, args: Args) -> Result<u8, Failure> {
    match args.command {
        Command::User { command: UserCommand::Add(user) } => add_user(context, user),
        Command::User { command: UserCommand::Revoke(args) } => revoke(context, args),
        Command::User { command: UserCommand::Unsent { data } } => unsent(context, data),
        Command::Restored { data } => restored(context, data),
        Command::Check { data } => check(context, data),
    }
}

fn add_user(context: &Context, args: UserArgs) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = serve::folder(context, args.data.as_deref());
    let office = serve::open(&folder, lang)?;
    let password = new_password(lang)?;
    let mut granted = args.roles;
    granted.sort();
    granted.dedup();
    let name = args.name.unwrap_or_else(|| args.account.clone());
    let person = Person { user: UserId::new(args.account), name, roles: granted, employer: args.employer };
    office.add_user(&person, Some(&password), None).map_err(|error| match error {
        OfficeError::Faults(faults) => {
            let told: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.path, fault_in_words(lang, fault))).collect();
            Failure::unusable(words::user_faults(lang, told.join("; ")))
        }
        OfficeError::Ledger(error) => serve::books_fail(lang, &folder, &error),
        // Only decisions and claims are refused in other ways.
        _ => serve::books_fail(lang, &folder, &LedgerError::Inconsistent("a person was refused")),
    })?;
    let named: Vec<&str> = person.roles.iter().map(|role| roles::role(lang, *role)).collect();
    cli::say(&words::user_added(lang, &person.user, named.join(", ")))?;
    Ok(exit::DONE)
}

fn revoke(context: &Context, args: RevokeArgs) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = serve::folder(context, args.data.as_deref());
    if !Ledger::is_in(&folder) {
        return Err(Failure::unusable(words::no_books(lang, folder.display())));
    }
    let office = serve::open(&folder, lang)?;
    let user = UserId::new(args.account);
    let count = office.revoke(&user, args.keep_account, None).map_err(|error| match error {
        OfficeError::Ledger(error) => serve::books_fail(lang, &folder, &error),
        _ => Failure::unusable(words::no_such_account(lang, &user)),
    })?;
    let told = if args.keep_account { words::revoked_kept(lang, &user, count) } else { words::revoked(lang, &user, count) };
    cli::say(&told)?;
    Ok(exit::DONE)
}

fn unsent(context: &Context, data: Option<PathBuf>) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = serve::folder(context, data.as_deref());
    if !Ledger::is_in(&folder) {
        return Err(Failure::unusable(words::no_books(lang, folder.display())));
    }
    let office = serve::open(&folder, lang)?;
    let told = office.ledger().read(|books| books.told_unsent()).map_err(|error| serve::books_fail(lang, &folder, &error))?;
    if told.is_empty() {
        cli::say(words::nothing_unsent(lang))?;
    }
    for (at, user, report) in told {
        cli::say(&words::unsent_of(lang, &user, at.local().format("%F %H:%M"), report.items.len()))?;
        for item in report.items {
            let what = match (item.kind, item.verb) {
                (UnsentKind::Decision, Some(verb)) => actions::verb(lang, verb),
                (UnsentKind::Decision, None) => words::a_decision(lang),
                (UnsentKind::Claim, _) => words::a_claim(lang),
                (UnsentKind::Entry, _) => words::an_entry(lang),
            };
            cli::say(&format!("    {}  {}  {what}", item.id, item.at.local().format("%F %H:%M")))?;
        }
    }
    Ok(exit::DONE)
}

/// Asks for a password, twice where somebody types it unseen.
fn new_password(lang: Lang) -> Result<Zeroizing<String>, Failure> {
    let password = cli::ask_secret(lang, words::new_password(lang))?;
    if password_fault(&password).is_some() {
        return Err(Failure::unusable(words::password_length(lang)));
    }
    if std::io::stdin().is_terminal() && *cli::ask_secret(lang, words::password_again(lang))? != *password {
        return Err(Failure::unusable(words::passwords_differ(lang)));
    }
    Ok(password)
}

fn restored(context: &Context, data: Option<PathBuf>) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = serve::folder(context, data.as_deref());
    if !Ledger::is_in(&folder) {
        return Err(Failure::unusable(words::no_books(lang, folder.display())));
    }
    // A server that runs would go on in the former epoch.
    let Some(_held) = Ledger::hold(&folder).map_err(|error| serve::books_fail(lang, &folder, &error))? else {
        return Err(Failure::failed(words::restored_while_served(lang, folder.display())));
    };
    let office = serve::open(&folder, lang)?;
    let epoch = office.begin_epoch().map_err(|error| serve::books_fail(lang, &folder, &error))?;
    cli::say(&words::restored(lang, epoch))?;
    Ok(exit::DONE)
}

fn check(context: &Context, data: Option<PathBuf>) -> Result<u8, Failure> {
    let lang = context.lang;
    let folder = serve::folder(context, data.as_deref());
    if !Ledger::is_in(&folder) {
        return Err(Failure::unusable(words::no_books(lang, folder.display())));
    }
    let office = serve::open(&folder, lang)?;
    let found = office.ledger().read(|books| books.verify_audit()).map_err(|error| serve::books_fail(lang, &folder, &error))?;
    match found {
        Ok(entries) => {
            cli::say(&words::audit_whole(lang, entries))?;
            Ok(exit::DONE)
        }
        Err(AuditFault::Gap { seq } | AuditFault::Broken { seq }) => Err(Failure::failed(words::audit_gap(lang, seq))),
        Err(AuditFault::Unlike { seq }) => Err(Failure::failed(words::audit_unlike(lang, seq))),
        Err(AuditFault::Altered { seq }) => Err(Failure::failed(words::audit_altered(lang, seq))),
    }
}
