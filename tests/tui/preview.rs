//! The preview as a pane of its own: it takes the focus, scrolls, and gives the focus back; so does the timeline beside a case.

use huzhu::app::Message;
use huzhu::app::pointer::Over;
use huzhu::domain::people::Lang;

use super::{desk_at, picture};

#[test]
fn the_preview_takes_the_focus_and_scrolls_while_the_table_keeps_its_place() {
    let mut screen = desk_at("zhao", (120, 40), Lang::Zh);
    screen.wait(1_000);
    let case = |screen: &super::screen::Screen| screen.rows().iter().find(|row| row.contains('▹') && row.contains("ZJ24")).cloned();
    assert!(case(&screen).is_none(), "the table has the focus");
    screen.press("Tab");
    screen.shows("── ▸ ZJ24-001873");
    assert!(case(&screen).is_some_and(|row| row.contains("ZJ24-001873")), "{}", screen.text());
    screen.shows("Tab 回列表");
    picture("queue-preview-120-zh", screen.text());
    screen.shows("恶性肿瘤");
    screen.press("G");
    screen.hides("计划      浙江产业工会十期");
    screen.shows("自理 4,000.00");
    screen.shows("── ▸ ZJ24-001873");
    screen.press("g g");
    screen.shows("计划      浙江产业工会十期");
    screen.press("Esc j");
    screen.shows("── ZJ24-001881");
    assert!(case(&screen).is_none());
}

#[test]
fn the_wheel_scrolls_what_it_is_over() {
    let mut screen = desk_at("zhao", (120, 40), Lang::Zh);
    screen.wait(1_000);
    screen.tell(Message::Wheel { notches: 1, over: Over::Preview });
    screen.hides("计划      浙江产业工会十期");
    screen.shows("── ZJ24-001873");
    screen.tell(Message::Wheel { notches: -9, over: Over::Preview });
    screen.shows("计划      浙江产业工会十期");
    // Over the table it moves the table, though keys go to the preview.
    screen.press("Tab");
    screen.tell(Message::Wheel { notches: 1, over: Over::List });
    screen.hides("── ▸ ZJ24-001873");
    let mut screen = desk_at("zhao", (200, 60), Lang::Zh);
    screen.press("Enter");
    screen.shows("收到申请");
    let before = screen.text();
    screen.tell(Message::Wheel { notches: 1, over: Over::Timeline });
    assert_ne!(before, screen.text(), "the newest entry has gone up");
    screen.tell(Message::Wheel { notches: 9, over: Over::Timeline });
    screen.shows("收到申请");
}
