//! The list: filter, cursor, windows, views.

use huzhu::app::{Connection, Effect, Message};
use huzhu::domain::case::Status;
use huzhu::domain::queue::RowAnchor;

use super::screen::Screen;
use super::{desk, long_queue, office};

#[test]
fn typing_filters_and_an_old_answer_is_dropped() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.slow = true;
    screen.type_text("18");
    assert_eq!(screen.waiting.iter().filter(|effect| matches!(effect, Effect::LoadRows { .. })).count(), 2, "a query for each change");
    screen.shows("ZJ24-001902");
    screen.waiting.reverse();
    screen.answer_all();
    screen.hides("ZJ24-001902");
    screen.type_text("99999");
    screen.shows("没有符合条件的案件");
    screen.shows("清除筛选有 10 件");
    screen.press("Esc");
    screen.shows("ZJ24-001902");
}

#[test]
fn the_filter_has_the_terminals_own_cursor() {
    let mut screen = desk("lin");
    screen.press("/");
    let empty = screen.cursor();
    screen.type_text("江岸a");
    let typed = screen.cursor();
    assert_eq!((typed.x - empty.x, typed.y), (5, empty.y), "hanzi are two columns wide");
    assert_eq!(screen.desk.queue.filter.value(), "江岸a", "letters are text in a field");
}

#[test]
fn a_change_from_outside_never_moves_the_cursor() {
    let mut screen = long_queue(60);
    screen.press("j j j j j j j j j j j j j j j j j j j j");
    let (pointed, at) = (screen.pointed(), screen.rows().iter().position(|row| row.contains('▸')));
    for gone in ["ZJ24-000002", "ZJ24-000003", "ZJ24-000005"] {
        screen.office.cases.remove(gone);
    }
    let changed = vec!["ZJ24-000002".into()];
    screen.tell(Message::Synced { changed, outbox_changed: false, connection: Connection::Online { synced: screen.now } });
    assert_eq!(screen.pointed(), pointed);
    assert_eq!(screen.rows().iter().position(|row| row.contains('▸')), at, "the cursor's row stays where it is on the screen");
}

#[test]
fn a_case_that_left_the_view_gives_its_place_to_the_next() {
    let mut screen = desk("lin");
    screen.press("j");
    screen.office.cases.get_mut("ZJ24-001869").unwrap().summary.status = Status::Paid;
    let changed = vec!["ZJ24-001869".into()];
    screen.tell(Message::Synced { changed, outbox_changed: false, connection: Connection::Online { synced: screen.now } });
    assert!(screen.pointed().contains("ZJ24-001902"), "{}", screen.pointed());
}

#[test]
fn a_long_queue_is_read_in_windows_and_no_step_is_lost() {
    let mut screen = long_queue(500);
    screen.slow = true;
    for _ in 0..150 {
        screen.press_at_once("j");
    }
    screen.answer_all();
    assert!(screen.pointed().contains("ZJ24-000151"), "{}", screen.pointed());
    screen.shows("151 / 500");
    screen.press("G");
    assert!(screen.pointed().contains("ZJ24-000500"));
    screen.press("g g");
    assert!(screen.pointed().contains("ZJ24-000001"));
    screen.press("PageDown Ctrl-d k");
    assert!(screen.desk.queue.rows.len() <= 500);
    let asked = screen.office.asked.iter().filter_map(|effect| match effect {
        Effect::LoadRows { query, .. } => Some(query),
        _ => None,
    });
    let mut asked = asked.peekable();
    assert!(
        asked.peek().is_some_and(|first| first.at == RowAnchor::Top && first.limit < 100),
        "the first rows are few, so that they come soon"
    );
    assert!(asked.all(|query| query.limit <= 200));
}

#[test]
fn rows_that_are_coming_and_rows_that_failed_look_like_neither_empty_nor_fresh() {
    let mut screen = desk("lin");
    screen.press("Enter");
    screen.slow = true;
    screen.tell(Message::Switched(Ok(office::people()[1].clone())));
    screen.hides("正在读取");
    screen.wait(300);
    screen.shows("正在读取");
    let ticket = screen.waiting.iter().find_map(|effect| match effect {
        Effect::LoadRows { ticket, .. } => Some(*ticket),
        _ => None,
    });
    screen.tell(Message::Rows { ticket: ticket.unwrap(), rows: Err("数据文件读不出".into()) });
    screen.shows("✗ 没能读取队列");
    screen.shows("数据文件读不出");
    screen.hides("没有案件");
}

#[test]
fn views_are_chosen_by_their_digit_and_show_their_counts() {
    let mut screen = desk("lin");
    screen.press("8");
    screen.shows("ZJ24-001840");
    screen.hides("ZJ24-001866");
    screen.press("9");
    screen.shows("视图「已办结」里现在没有案件");
    screen.press("1");
    screen.shows("1 在办 10");
}

#[test]
fn a_decided_row_says_so_in_words() {
    let mut screen = desk("zhao");
    screen.press("Enter A Y Esc");
    assert!(screen.rows().iter().any(|row| row.contains("ZJ24-001873") && row.contains("核准 保留")), "{}", screen.text());
}

#[test]
fn the_cursor_comes_back_to_the_case_that_was_open() {
    let mut screen = desk("lin");
    screen.press("j j Enter ] ] Esc");
    assert!(screen.pointed().contains("ZJ24-001912"), "{}", screen.pointed());
}

#[test]
fn a_filter_that_finds_nothing_says_what_is_without_its_last_word() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.type_text("江岸 99999");
    screen.press("Enter");
    screen.shows("去掉「99999」有 3 件、清除筛选有 10 件");
    screen.shows("Backspace 去掉一条");
    screen.press("Backspace");
    screen.shows("ZJ24-001911");
    assert_eq!(screen.desk.queue.filter.value(), "江岸");
}

#[test]
fn a_filter_that_finds_nothing_leaves_the_cursor_where_it_was() {
    let mut screen = desk("lin");
    screen.press("j");
    let here = screen.desk.queue.current().unwrap().summary.id.clone();
    screen.press("/");
    // The first letters find others; the whole finds nobody.
    screen.type_text("shenq");
    screen.shows("没有符合条件的案件");
    screen.press("Esc");
    assert_eq!(screen.desk.queue.current().unwrap().summary.id, here);
}

#[test]
fn an_empty_view_says_where_there_are_cases() {
    let mut screen = desk("lin");
    screen.press("9");
    screen.shows("其他视图：1 在办 10");
}

#[test]
fn until_the_first_load_is_done_nothing_is_called_empty() {
    let plans = super::plans();
    let office = super::office::Office::new(Vec::new());
    let mut screen = super::screen::Screen::open(super::screen::Opening::default(), plans, office);
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::Starting });
    screen.shows("正在下载你可见的案件");
    screen.shows("正在等服务器回答");
    screen.hides("没有案件");
    let connection = Connection::Filling { cases: 0, of: Some(300), anew: false };
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
    screen.shows("已下载 0 / 300 件");
    screen.hides("服务器");
    screen.press("/");
    screen.type_text("沈");
    screen.shows("已收到的案件里还没有符合条件的");
    screen.shows("已下载 0 / 300 件");
}

#[test]
fn the_first_download_says_how_far_it_is() {
    let mut screen = desk("lin");
    let page = |screen: &mut Screen, of, anew| {
        let connection = Connection::Filling { cases: 3_200, of, anew };
        screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection });
    };
    page(&mut screen, Some(100_000), false);
    screen.shows("已下载 3,200 / 100,000 件");
    screen.hides("重建");
    screen.resize(120, 40);
    screen.shows("已下载 3,200 / 100,000 件");
    // What came meanwhile is more than was counted.
    page(&mut screen, Some(3_000), false);
    screen.shows("已下载 3,200 件");
    page(&mut screen, None, true);
    screen.shows("本机副本已损坏或是旧版本，正在重建；你的决定和草稿没有改动。");
    let synced = screen.now;
    screen.tell(Message::Synced { changed: Vec::new(), outbox_changed: false, connection: Connection::Online { synced } });
    screen.hides("重建");
    screen.hides("已下载");
}

#[test]
fn what_comes_with_the_first_pages_fills_the_list_and_is_not_new() {
    let mut screen = desk("lin");
    let all = screen.office.cases.clone();
    screen.office.cases.retain(|case, _| case.as_str() == "ZJ24-001869");
    screen.desk.connection = Connection::Starting;
    let page = |screen: &mut Screen, connection| {
        let changed = screen.office.cases.keys().cloned().collect();
        screen.tell(Message::Synced { changed, outbox_changed: false, connection });
    };
    page(&mut screen, Connection::Starting);
    screen.shows("001869");
    screen.office.cases = all;
    let synced = screen.now;
    page(&mut screen, Connection::Online { synced });
    screen.shows("001866");
    screen.hides("件新到");
    assert!(!screen.rows().iter().any(|row| row.contains("+ZJ24") || row.starts_with(" +")), "{}", screen.text());
    assert_eq!(screen.desk.queue.rows.len(), 10);
    assert_eq!(screen.desk.queue.current().unwrap().summary.id, "ZJ24-001869", "the cursor stays on its case");
}

#[test]
fn keys_of_a_stage_that_is_another_ones_are_not_lit() {
    let mut screen = desk("lin");
    screen.press("/");
    screen.type_text("001840");
    screen.press("Enter");
    let why = screen.desk.why_not(huzhu::app::Action::Forward).expect("the payment is not hers");
    screen.press("Enter");
    assert_eq!(screen.desk.why_not(huzhu::app::Action::Forward), Some(why), "the same words in the case");
}
