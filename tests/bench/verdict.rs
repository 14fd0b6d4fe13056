//! A row of a table of targets: the value beside what it must be and what it aims at.
//!
//! Not here: how anything is measured. Smaller is better, always.

fn verdict(value: f64, must: f64, aim: f64) -> &'static str {
    match () {
        () if value <= aim => "aim",
        () if value <= must => "must",
        () => "MISSED",
    }
}

/// Prints one row.
pub fn line(row: u32, what: &str, value: f64, unit: &str, must: f64, aim: f64) {
    let ratio = if must > 0.0 { format!("{:>5.2}", value / must) } else { "    -".to_owned() };
    println!("{row:>3}  {what:<46} {value:>9.2} {unit:<3} {must:>9.2} {aim:>9.2}  {ratio}  {}", verdict(value, must, aim));
}
