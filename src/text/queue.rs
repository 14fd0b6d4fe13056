//! The words of the flags in the queue.

use crate::domain::people::Lang;
use crate::domain::summary::Flag;

texts! {
    dup => "重复", "dup";
    parked => "暂存", "parked";
    referred => "会审", "referred";
    recover => "追回", "recover";
    other => "其他", "other";
    flags => "标记", "Flags";
}

/// The word of a flag, in a row.
pub const fn flag(lang: Lang, flag: Flag) -> &'static str {
    match flag {
        Flag::Dup => dup(lang),
        Flag::Parked => parked(lang),
        Flag::Referred => referred(lang),
        Flag::Recover => recover(lang),
        Flag::Other => other(lang),
    }
}
