//! Every statement of the two files, as SQLite would run it: none walks through a table that grows, but for those that are named here
//! with the reason.
//!
//! The statements are read out of the source, so that a new one can't be forgotten. Those made of parts are looked at where they are made.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params_from_iter};

use crate::store::cache::{Cache, ROW, SEARCHED};
use crate::store::outbox::Outbox;
use crate::store::outbox::gone::OF_ITEM;
use crate::store::outbox::read::ITEM;
use crate::store::{CacheKey, Folder};

/// Tables of one row.
const ONE_ROW: &[&str] = &["session", "bound", "place", "kinds", "arrangement", "plans_of", "half_typed"];

/// Statements that may scan: how each begins, and why.
const MAY_SCAN: &[(&str, &str)] = &[
    ("UPDATE summary SET kind = NULL", "once, where the plans are others than the rows were written under"),
    ("UPDATE summary SET kind = ? WHERE plan", "the same"),
    ("DELETE FROM tally WHERE lane LIKE", "the same; a row for each lane"),
    ("SELECT name FROM sqlite_schema", "once, where the file is of an older program"),
    ("DELETE FROM related WHERE at < (SELECT", "bounded by the number that it keeps"),
    ("SELECT n, name FROM employer", "a filter looks at employers first; off the keys, and stopped by the next one"),
    ("DELETE FROM said WHERE rowid = ?", "an index of words, entered by the row's number"),
    ("SELECT n, disease, note FROM unsaid", "words that a first load laid aside, until they are in the index: off the keys"),
    ("SELECT 1 FROM unsaid LIMIT 1", "one row"),
    ("SELECT body FROM lot", "`huzhu cache verify` and `repair`: all is looked at, off the keys"),
    ("SELECT n FROM remarked", "the same"),
    ("SELECT n, mark FROM mark", "the same"),
    ("SELECT rowid FROM said WHERE said MATCH", "the index of words itself, entered by a phrase"),
    ("SELECT 1 FROM said WHERE said MATCH ? AND rowid = ?", "the same, and entered by the row's number"),
    ("SELECT name FROM name", "each name once: those that fit in hanzi, pinyin or initials; off the keys, and stopped by the next one"),
    ("SELECT body FROM plan ORDER BY rank", "the plans themselves: some ten, when the desk opens and when others came"),
    ("SELECT case_id, changed_at FROM draft", "when somebody signs out: all drafts are named"),
    ("SELECT user, sum(drafts), max(typed)", "the same, of those who were signed in before"),
    ("SELECT draft, state, answer FROM intake", "the list itself; the registered ones of a month at one counter"),
    ("DELETE FROM intake WHERE state = 3", "the same, once for each claim that is registered"),
    ("SELECT EXISTS (SELECT 1 FROM intake", "when somebody signs in"),
    ("DELETE FROM intake WHERE state = ?", "when another person signs in"),
    ("SELECT case_id FROM item WHERE state <> 3 UNION", "when cases left: what is not done yet, and the drafts of one person"),
    ("INSERT OR REPLACE INTO draft_of SELECT", "when another person signs in: all drafts are put away"),
    ("DELETE FROM item WHERE state = ?", "when another person signs in"),
    ("UPDATE gone SET owner", "when another person signs in: all records are put away"),
    ("INSERT INTO side SELECT", "once, where the file is of an older program"),
    ("UPDATE item SET base = NULL", "the same"),
    ("UPDATE item SET state = ?, answer = ?, held_until = NULL", "when the folder is bound to another server"),
    ("UPDATE intake SET state = 5", "the same"),
    ("SELECT 'class ' || class AS lane", "`huzhu cache verify` and `repair`: all is looked at, off the keys"),
    ("SELECT lane, n FROM tally", "the same; a row for each lane"),
    ("SELECT DISTINCT name FROM summary", "the same"),
    ("DELETE FROM called WHERE name = ?", "the same"),
    ("SELECT s.class, count(*) FROM detail", "`huzhu sync --status` and `cache info`: an index of the details that are kept"),
];

/// Statements that are made of parts when they run: how each begins, and where its plan is looked at.
const OF_PARTS: &[(&str, &str)] = &[
    ("SELECT * FROM (SELECT n, {ITEM} FROM item INDEXED BY {index}", "`outbox::read`: each part enters its own index"),
    ("SELECT {ITEM} FROM ({}) ORDER BY n DESC", "the same"),
    ("SELECT {} FROM summary WHERE n = ?", "by the row's own number"),
    ("SELECT {columns} FROM {table}", "`queue`: every window enters an index at its key"),
    ("SELECT s.n FROM summary s INDEXED BY {index}", "`filter`: a range of an index, up to so many rows"),
    ("SELECT s.n, s.name, s.employer, s.id, {} FROM {table}", "`filter`: one row, else a walk that a newer question stops"),
    ("SELECT count(*) FROM {table}", "`rank`: between a mark and a key"),
    ("INSERT INTO tally {COUNTED}", "`compare`: what it counts is looked at by itself"),
    ("SELECT count(*) FROM {of}", "`inspect`: `huzhu cache verify` looks at all, off the keys"),
    ("DELETE FROM {of}", "`inspect`: `huzhu cache repair`, the same"),
    ("SELECT {} FROM {table} WHERE {condition} ORDER BY {}", "`rank`: marks are made anew by one walk through a lane's index"),
];

/// What stands for the parts of the others.
const PARTS: &[(&str, &str)] = &[
    ("{ROW}", ROW),
    ("~", ROW),
    ("{ITEM}", ITEM),
    ("{ACCEPTED}", "3"),
    ("{ACCEPTED_LISTED}", "50"),
    ("{OF_ITEM}", OF_ITEM),
    ("{LISTED}", "50"),
];

/// The text literals of a source that begin with a word of SQL; what stands under the tests is left out.
fn statements(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = lines.join("\n").replace("'\"'", "").replace("'\\\"'", "");
    let mut found = Vec::new();
    for literal in code.replace("\\\"", "'").split('"').skip(1).step_by(2) {
        for statement in literal.split(';') {
            let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            if ["SELECT ", "UPDATE ", "DELETE ", "INSERT "].iter().any(|word| statement.starts_with(word)) {
                found.push(statement);
            }
        }
    }
    found
}

fn sources() -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|file| !file.ends_with("scans.rs"));
    files.sort();
    files
}

/// How SQLite runs a statement; nothing where the file has not its tables.
fn plan(connection: &Connection, sql: &str) -> Option<Vec<String>> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).ok()?;
    let values = vec![rusqlite::types::Null; statement.parameter_count()];
    let steps = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
    Some(steps.map(Result::unwrap).collect())
}

/// The steps of a plan that walk through a table, or through an index of all its rows.
fn scans<'p>(plan: &'p [String], partial: &BTreeSet<String>) -> Vec<&'p String> {
    let bounded = |step: &str| {
        let mut words = step.split(' ').skip(1);
        let table = words.next().unwrap_or_default();
        let index = step.split("INDEX ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        ONE_ROW.contains(&table) || table == "CONSTANT" || table.starts_with('(') || partial.contains(index)
    };
    plan.iter().filter(|step| step.starts_with("SCAN ") && !bounded(step)).collect()
}

/// Indexes of some rows only: of what is not sent, not answered, not shown. To walk through one is to do what it is for.
fn partial_indexes(connection: &Connection) -> BTreeSet<String> {
    let mut statement = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn no_statement_walks_through_a_table_that_grows() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, key) = (Folder::new(dir.path()), CacheKey::from_bytes([1; 32]));
    let outbox = Outbox::open(&folder, &key).unwrap();
    let (cache, _) = Cache::open(&folder, &key, None).unwrap();
    SEARCHED.iter().for_each(|(_, make)| cache.connection.execute_batch(make).unwrap());
    let partial = outbox.read(|connection| Ok(partial_indexes(connection))).unwrap();
    let (mut faults, mut used, mut looked_at) = (Vec::new(), BTreeSet::new(), 0);
    let mut listed = |list: &'static [(&'static str, &str)], sql: &str| {
        let named = list.iter().find(|(begins, _)| sql.starts_with(begins));
        used.extend(named.map(|(begins, _)| *begins));
        named.is_some()
    };
    for file in sources() {
        for sql in statements(&fs::read_to_string(&file).unwrap()) {
            let whole = PARTS.iter().fold(sql.clone(), |sql, (part, text)| sql.replace(part, text));
            let plans = [plan(&cache.connection, &whole), outbox.read(|connection| Ok(plan(connection, &whole))).unwrap()];
            match plans.into_iter().flatten().next() {
                None if listed(OF_PARTS, &sql) => {}
                None => faults.push(format!("{}: can't be looked at: {sql}", file.display())),
                Some(plan) => {
                    looked_at += 1;
                    let scans = scans(&plan, &partial);
                    if !scans.is_empty() && !listed(MAY_SCAN, &sql) {
                        faults.push(format!("{}: {scans:?}: {sql}", file.display()));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(looked_at > 80, "{looked_at} statements");
    let unused: Vec<_> = MAY_SCAN.iter().chain(OF_PARTS).filter(|(begins, _)| !used.contains(begins)).collect();
    assert!(unused.is_empty(), "no longer needed: {unused:?}");
}
