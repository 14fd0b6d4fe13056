//! What the client's files cost by themselves, beside the same work done by bare SQL on an encrypted file, in one run.
//!
//! Not here: the screen. Invariant: both sides of a ratio use the same library, key length, journal and durability.

use std::fs;
use std::path::Path;
use std::time::Instant;

use huzhu::sql::{self, Durability, Opening};
use rusqlite::{Connection, params};

use crate::{fixture, millis, percentile};

const ROWS: u32 = 100_000;
const SCANNED: u32 = 1_000_000;
const SCANS: usize = 5;

pub struct Files {
    /// Rows a second: bare inserts with three indexes in one transaction, and pages of changes of closed cases, which have no detail.
    pub inserted: f64,
    pub applied: f64,
    /// The same with the details of those that are open, as a first download brings them.
    pub with_details: f64,
    /// A `LIKE '%x%'` over a million rows of twelve columns, in milliseconds.
    pub like: f64,
}

pub fn measure(folder: &Path, office: &Path) -> Files {
    let (rows, details) = fixture::applied(folder, office, ROWS);
    let rate = |millis: f64| f64::from(ROWS) / millis * 1000.0;
    let (inserted, like) = bare(folder);
    Files { inserted: rate(inserted), applied: rate(rows), with_details: rate(details), like }
}

/// What bare SQL takes for the rows, and for one scan of a million of them.
fn bare(folder: &Path) -> (f64, f64) {
    let path = folder.join("bare.db");
    let _ = fs::remove_file(&path);
    let mut file = sql::open(&path, &Opening { key: Some(&[7; 32]), durability: Durability::Normal, read_only: false }).unwrap();
    file.execute_batch(
        "CREATE TABLE row (n INTEGER PRIMARY KEY, id TEXT, name TEXT, phone TEXT, number TEXT, hospital TEXT, disease TEXT, at INTEGER,
             days INTEGER, amount INTEGER, status INTEGER, note TEXT);
         CREATE INDEX of_phone ON row (phone); CREATE INDEX of_number ON row (number); CREATE INDEX of_status ON row (status, at);",
    )
    .unwrap();
    let inserted = insert(&mut file, 0, ROWS);
    insert(&mut file, ROWS, SCANNED);
    let scan = || {
        let begun = Instant::now();
        let sql = "SELECT count(*) FROM row WHERE note LIKE '%' || ?1 || '%'";
        let found: i64 = file.query_row(sql, ["没有"], |row| row.get(0)).unwrap();
        assert_eq!(found, 0);
        millis(begun.elapsed())
    };
    let mut scans: Vec<f64> = (0..SCANS).map(|_| scan()).collect();
    drop(file);
    let _ = fs::remove_file(path);
    (inserted, percentile(&mut scans, 50))
}

fn insert(file: &mut Connection, from: u32, to: u32) -> f64 {
    let begun = Instant::now();
    let transaction = file.transaction().unwrap();
    {
        let mut statement = transaction.prepare("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").unwrap();
        for n in from..to {
            let mixed = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24;
            let (phone, number) = (format!("139{:08}", mixed % 100_000_000), format!("110000{:012}", mixed));
            let (id, name) = (format!("ZJ24-{n:07}"), format!("张某{}", mixed % 9_000));
            let text = "江岸市第一医院 内科 住院治疗，出院后复查，资料已经收齐，等待复核";
            statement
                .execute(params![n, id, name, phone, number, &text[..21], &text[21..], mixed as i64, n % 60, mixed as i64, n % 5, text])
                .unwrap();
        }
    }
    transaction.commit().unwrap();
    millis(begun.elapsed())
}
