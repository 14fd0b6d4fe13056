//! The words of the flags in the queue and in its filter.

use crate::domain::people::Lang;
use crate::domain::summary::Flag;

texts! {
    /// What stands before the colon where a flag is typed into the filter.
    flag_key => "标记", "flag";
    dup => "重复", "dup";
    parked => "暂存", "parked";
    referred => "会审", "referred";
    recover => "追回", "recover";
    other => "其他", "other";
    flags => "标记", "Flags";
}

/// The word of a flag, in a row and in the filter.
pub const fn flag(lang: Lang, flag: Flag) -> &'static str {
    match flag {
        Flag::Dup => dup(lang),
        Flag::Parked => parked(lang),
        Flag::Referred => referred(lang),
        Flag::Recover => recover(lang),
        Flag::Other => other(lang),
    }
}
