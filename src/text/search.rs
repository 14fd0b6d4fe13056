//! What is said of a filter: what is wrong with it, what it can be, and of views as files.

use crate::domain::filter::complete::values_of;
use crate::domain::filter::{FaultKind, Field, Takes, Vocabulary};
use crate::domain::people::Lang;

texts! {
    unknown_field(typed, list) => "没有「{typed}」这一项，可用：{list}；要找这几个字请加引号", "There is no field \"{typed}\"; there are {list}; put the words in quotes to look for them";
    unknown_near(typed, near, list) => "没有「{typed}」这一项，是「{near}」吗？可用：{list}", "There is no field \"{typed}\"; is it \"{near}\"? There are {list}";
    no_value(field, form) => "「{field}」后面还没有写：{form}", "Nothing stands behind \"{field}\": {form}";
    nothing => "后面还没有写：- 之后写要排除的，引号里写要找的", "Nothing stands there yet: behind - what is left out, within quotes what is looked for";
    no_choice(field, typed, list) => "「{field}」没有「{typed}」，可用：{list}", "\"{field}\" has no \"{typed}\"; there are {list}";
    unreadable(field, typed, form) => "看不懂「{field}」的「{typed}」：{form}", "\"{typed}\" can't be read as \"{field}\": {form}";
    cant_compare(field) => "「{field}」不能比大小，写作 {field}:…", "\"{field}\" can't be more or less; write {field}:…";
    phone_digits => "手机写末 4 位，或全部 11 位", "Of a phone the last 4 digits, or all 11";
    id_digits => "证件号写末 4 位或末 6 位，或全部 18 位", "Of an identity number the last 4 or 6 characters, or all 18";
    id_digits_masked => "证件号写末 4 位", "Of an identity number the last 4 characters";
    contract_digits => "合同号写完整的号码", "A contract by its whole number";
    hidden(field) => "你的岗位看不到「{field}」，不能按它查找", "Your role does not see \"{field}\", so it can't be looked for";
    whole_number => "完整号码请用查询屏查找，那里会留下查询记录", "Look a whole number up on the look-up screen, where it is written down";
    too_many => "条件太多，后面的没有用上", "There are too many conditions; the rest is not used";
    form_days => "天数，如 3天；也可写日期、今天、逾期、无", "days, as 3d; or a date, today, overdue, none";
    form_age => "天数，如 5天", "days, as 5d";
    form_amount => "金额，如 10000 或 1万；未核定写 无", "an amount, as 10000; none where nobody assessed it";
    form_day => "日期，如 2026-01-31", "a day, as 2026-01-31";
    form_text => "要找的字", "what is looked for";
    comma => "、", ", ";
    at_place(at, piece, said) => "第 {at} 字「{piece}」：{said}", "at {at}, \"{piece}\": {said}";
    shown_of(shown, all) => "显示 {shown} 件，共 {all} 件", "{shown} of {all} cases";
    shown_all(all) => "共 {all} 件", "{all} cases";
    no_view(name) => "没有名为「{name}」的收藏视图；huzhu view list 列出已有的", "There is no saved view \"{name}\"; huzhu view list lists those there are";
    not_loaded_yet => "注意：本机还没有把案件取全，下面的不完整；先打开 huzhu，或运行 huzhu sync",
        "Note: this machine has not loaded all cases yet, what follows is a part; open huzhu or run huzhu sync first";
    no_views => "还没有收藏的视图；在队列里按 V 收藏", "No view is saved yet; V in the queue saves one";
    file_is_there(file) => "{file} 已经有了；要写在它上面请加 --replace", "{file} is there already; --replace writes over it";
    file_not_written(file, why) => "没能写入 {file}：{why}", "{file} could not be written: {why}";
    file_not_read(file, why) => "没能读取 {file}：{why}", "{file} could not be read: {why}";
    file_not_text(file) => "{file} 不是 UTF-8 文本", "{file} is not UTF-8 text";
    file_newer => "是更新版本的程序写的，请用新版程序打开", "it was written by a newer program; open it with that one";
    file_too_large => "文件太大，不是视图", "the file is too large to be a view";
    filter_too_long(most) => "筛选太长，最多 {most} 个字", "the filter is too long; {most} characters are the most";
    replaces_view(name) => "已有「{name}」；再按 Enter 换成现在的，原来的不留", "\"{name}\" is there: Enter again replaces it for good";
    view_without_name => "视图没有名称", "the view has no name";
    view_written(name, file) => "视图「{name}」已写入 {file}", "The view \"{name}\" is in {file}";
    view_taken(name) => "视图「{name}」已收藏", "The view \"{name}\" is saved";
    view_is_there(name) => "已有名为「{name}」的视图；要代替它请加 --replace", "There is a view \"{name}\" already; --replace puts this one in its place";
    file_is_no_file(file) => "{file} 不是普通文件（链接、管道或文件夹），没有写入；请换一个名字", "{file} is no ordinary file (a link, a pipe or a folder), nothing was written; take another name";
    in_clear(list) => "注意：文件里会明文写着 {list}，谁拿到文件都能看到", "Note: the file will hold {list} in clear, for everybody who has it";
    in_clear_again(list) => "文件里会明文写着 {list}；再按一次写出", "The file will hold {list} in clear; the same key again writes it";
    view_is_here(name) => "已有名为「{name}」的视图，先删去它", "There is a view \"{name}\" already: remove it first";
    all_of_faulty => "筛选里有一处没看懂，先改好再全部标记", "Part of the filter is not understood: mend it before all are marked";
}

/// The word for a field.
pub fn field(lang: Lang, field: Field) -> &'static str {
    let words = field.words();
    words.get(usize::from(lang == Lang::Zh)).copied().unwrap_or_default()
}

/// Says what is wrong, and what is possible.
pub fn fault(lang: Lang, kind: &FaultKind, vocabulary: &Vocabulary) -> String {
    let listed = |words: Vec<String>| words.join(comma(lang));
    let all = || listed(Field::ALL.into_iter().map(|one| field(lang, one).to_owned()).collect());
    match kind {
        FaultKind::UnknownField { typed, near: Some(near) } => unknown_near(lang, typed, field(lang, *near), all()),
        FaultKind::UnknownField { typed, near: None } => unknown_field(lang, typed, all()),
        FaultKind::NoValue(of) => no_value(lang, field(lang, *of), form(lang, *of, vocabulary)),
        FaultKind::Nothing => nothing(lang).to_owned(),
        FaultKind::NoSuchChoice { field: of, typed } => no_choice(lang, field(lang, *of), typed, form(lang, *of, vocabulary)),
        FaultKind::Unreadable { field: of, typed } => unreadable(lang, field(lang, *of), typed, form(lang, *of, vocabulary)),
        FaultKind::CantCompare(of) => cant_compare(lang, field(lang, *of)),
        FaultKind::WrongDigits(Field::Phone) => phone_digits(lang).to_owned(),
        FaultKind::WrongDigits(Field::Id) if vocabulary.masked => id_digits_masked(lang).to_owned(),
        FaultKind::WrongDigits(Field::Id) => id_digits(lang).to_owned(),
        FaultKind::WrongDigits(_) => contract_digits(lang).to_owned(),
        FaultKind::Hidden(of) => hidden(lang, field(lang, *of)),
        FaultKind::WholeNumber(_) => whole_number(lang).to_owned(),
        FaultKind::TooMany => too_many(lang).to_owned(),
    }
}

/// What a field takes.
fn form(lang: Lang, of: Field, vocabulary: &Vocabulary) -> String {
    match of.takes() {
        Takes::Choice => values_of(of, vocabulary, lang).join(comma(lang)),
        Takes::Days if of == Field::Due => form_days(lang).to_owned(),
        Takes::Days => form_age(lang).to_owned(),
        Takes::Amount => form_amount(lang).to_owned(),
        Takes::Day => form_day(lang).to_owned(),
        Takes::Text => match of {
            Field::Phone => phone_digits(lang).to_owned(),
            Field::Id if vocabulary.masked => id_digits_masked(lang).to_owned(),
            Field::Id => id_digits(lang).to_owned(),
            Field::Contract => contract_digits(lang).to_owned(),
            _ => form_text(lang).to_owned(),
        },
    }
}
