//! The days off and the adjusted working days of each year, as the State Council's notices list them.
//!
//! Not here: what is counted with them (`calendar`). A year comes in with its notice, each autumn; `tests/calendar` compares every day
//! with an independent table.

/// One year's exceptions from "Monday to Friday is worked", as month and day.
pub(super) struct Year {
    pub year: i32,
    /// Days off as (month, first day, last day).
    pub off: &'static [(u32, u32, u32)],
    /// Saturdays and Sundays that are worked.
    pub worked: &'static [(u32, u32)],
}

/// The published years, in their order.
pub(super) const YEARS: &[Year] = &[
    // 国办发明电〔2019〕16 号；〔2020〕1 号 made Spring Festival longer by three days, of which 1 February was to be worked.
    Year {
        year: 2020,
        off: &[(1, 1, 1), (1, 24, 31), (2, 1, 2), (4, 4, 6), (5, 1, 5), (6, 25, 27), (10, 1, 8)],
        worked: &[(1, 19), (4, 26), (5, 9), (6, 28), (9, 27), (10, 10)],
    },
    // 国办发明电〔2020〕27 号
    Year {
        year: 2021,
        off: &[(1, 1, 3), (2, 11, 17), (4, 3, 5), (5, 1, 5), (6, 12, 14), (9, 19, 21), (10, 1, 7)],
        worked: &[(2, 7), (2, 20), (4, 25), (5, 8), (9, 18), (9, 26), (10, 9)],
    },
    // 国办发明电〔2021〕11 号
    Year {
        year: 2022,
        off: &[(1, 1, 3), (1, 31, 31), (2, 1, 6), (4, 3, 5), (4, 30, 30), (5, 1, 4), (6, 3, 5), (9, 10, 12), (10, 1, 7), (12, 31, 31)],
        worked: &[(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)],
    },
    // 国办发明电〔2022〕16 号
    Year {
        year: 2023,
        off: &[(1, 1, 2), (1, 21, 27), (4, 5, 5), (4, 29, 30), (5, 1, 3), (6, 22, 24), (9, 29, 30), (10, 1, 6), (12, 30, 31)],
        worked: &[(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)],
    },
    // 国办发明电〔2023〕7 号
    Year {
        year: 2024,
        off: &[(1, 1, 1), (2, 10, 17), (4, 4, 6), (5, 1, 5), (6, 8, 10), (9, 15, 17), (10, 1, 7)],
        worked: &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)],
    },
    // 国办发明电〔2024〕12 号
    Year {
        year: 2025,
        off: &[(1, 1, 1), (1, 28, 31), (2, 1, 4), (4, 4, 6), (5, 1, 5), (5, 31, 31), (6, 1, 2), (10, 1, 8)],
        worked: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
    },
    // 国办发明电〔2025〕7 号
    Year {
        year: 2026,
        off: &[(1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)],
        worked: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
    },
];
