//! Which columns a table has room for, and where they stand. Pure arithmetic.

/// A column as it would like to be.
#[derive(Clone, Copy, Debug)]
pub struct Column<T> {
    pub id: T,
    /// The least that it needs; with less it is left out.
    pub least: u16,
    /// What it takes where there is room.
    pub most: u16,
    /// In which order it is left out; 0: never.
    pub leaves: u8,
    pub right: bool,
}

/// A column at its place: from `x` up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    pub id: T,
    pub x: u16,
    pub end: u16,
    pub right: bool,
}

/// Columns between two columns.
const GAP: u16 = 2;

/// Places the columns from `x` to `end`: those that don't fit leave in their order; what is left goes to those that never leave,
/// then to the others, the first first.
pub fn place<T: Copy>(columns: &[Column<T>], x: u16, end: u16) -> Vec<Placed<T>> {
    let room = end.saturating_sub(x);
    let mut kept: Vec<Column<T>> = columns.to_vec();
    let need = |kept: &[Column<T>]| kept.iter().map(|column| column.least + GAP).sum::<u16>().saturating_sub(GAP);
    while need(&kept) > room {
        let Some(next) = kept.iter().enumerate().filter(|(_, column)| column.leaves > 0).min_by_key(|(_, column)| column.leaves) else {
            break;
        };
        let at = next.0;
        kept.remove(at);
    }
    let mut spare = room.saturating_sub(need(&kept));
    for stays in [true, false] {
        for column in kept.iter_mut().filter(|column| (column.leaves == 0) == stays) {
            let more = spare.min(column.most.saturating_sub(column.least));
            spare -= more;
            column.least += more;
        }
    }
    let mut x = x;
    let mut placed = Vec::with_capacity(kept.len());
    for column in kept {
        let to = (x + column.least).min(end);
        placed.push(Placed { id: column.id, x, end: to, right: column.right });
        x = to + GAP;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: char, least: u16, most: u16, leaves: u8) -> Column<char> {
        Column { id, least, most, leaves, right: false }
    }

    #[test]
    fn columns_leave_in_their_order_and_never_overlap() {
        let columns = [column('a', 5, 5, 0), column('b', 8, 20, 2), column('c', 6, 6, 1), column('d', 4, 4, 0)];
        let ids = |end| place(&columns, 0, end).iter().map(|p| p.id).collect::<String>();
        assert_eq!([ids(40), ids(24), ids(15), ids(11)], ["abcd", "abd", "ad", "ad"]);
        for end in 11..60 {
            let placed = place(&columns, 0, end);
            assert!(placed.windows(2).all(|two| two[0].end + GAP <= two[1].x), "{end}");
            assert!(placed.last().unwrap().end <= end, "{end}");
        }
        assert_eq!(place(&columns, 0, 60)[1].end - place(&columns, 0, 60)[1].x, 20, "a column takes what it can use");
    }
}
