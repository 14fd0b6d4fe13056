use super::*;
use crossterm::event::{KeyEventKind, MouseButton, MouseEventKind};

/// What whole bytes are, and the same bytes cut at every place.
fn read(bytes: &[u8]) -> Vec<Input> {
    let mut whole = Vec::new();
    Decoder::default().feed(bytes, &mut whole);
    for at in 0..bytes.len() {
        let mut cut = Vec::new();
        let mut decoder = Decoder::default();
        decoder.feed(&bytes[..at], &mut cut);
        decoder.feed(&bytes[at..], &mut cut);
        assert_eq!(cut, whole, "cut at {at}: {:?}", String::from_utf8_lossy(bytes));
    }
    whole
}

/// Keys by name, as a test reads them.
fn keys(bytes: &[u8]) -> Vec<String> {
    let name = |input: Input| match input {
        Input::Key(key) => format!("{:?}+{:?}", key.modifiers.bits(), key.code),
        other => format!("{other:?}"),
    };
    read(bytes).into_iter().map(name).collect()
}

#[test]
fn keys_come_as_terminals_send_them() {
    assert_eq!(keys(b"aG1"), ["0+Char('a')", "0+Char('G')", "0+Char('1')"]);
    assert_eq!(keys(b"\r\t\x7f\x01\x1a"), ["0+Enter", "0+Tab", "0+Backspace", "2+Char('a')", "2+Char('z')"]);
    assert_eq!(keys("张？".as_bytes()), ["0+Char('张')", "0+Char('？')"]);
    assert_eq!(keys(b"\x1b[A\x1bOB\x1b[H\x1b[4~"), ["0+Up", "0+Down", "0+Home", "0+End"]);
    assert_eq!(keys(b"\x1bOP\x1b[15~\x1b[24~\x1b[[B"), ["0+F(1)", "0+F(5)", "0+F(12)", "0+F(2)"]);
    assert_eq!(keys(b"\x1b[1;5C\x1b[1;3D\x1b[Z\x1b[1;2R"), ["2+Right", "4+Left", "0+BackTab", "1+F(3)"]);
    assert_eq!(keys(b"\x1bx\x1b\xe5\xbc\xa0"), ["4+Char('x')", "4+Char('张')"]);
}

#[test]
fn newer_ways_of_telling_a_key_are_the_same_key() {
    assert_eq!(keys(b"\x1b[106u\x1b[108;5u\x1b[27u\x1b[13;1:1u"), ["0+Char('j')", "2+Char('l')", "0+Esc", "0+Enter"]);
    assert_eq!(keys(b"\x1b[27;5;108~\x1b[27;2;89~"), ["2+Char('l')", "1+Char('Y')"]);
    assert_eq!(keys(b"\x1b[106;1:3u\x1b[57441u\x1b[57441;2:3u"), Vec::<String>::new(), "a key let go, and Shift alone");
    let held = read(b"\x1b[89;2:2u");
    assert!(matches!(held[..], [Input::Key(KeyEvent { kind: KeyEventKind::Repeat, .. })]), "{held:?}");
}

#[test]
fn an_answer_is_no_key() {
    assert_eq!(read(b"\x1b]11;rgb:1212/1414/1818\x1b\\"), [Input::Answer(Answer::Ground([0x12, 0x14, 0x18]))]);
    assert_eq!(read(b"\x1b]11;rgb:ff/ff/f0\x07"), [Input::Answer(Answer::Ground([255, 255, 240]))]);
    assert_eq!(read(b"\x1b]11;#fff\x07"), [Input::Answer(Answer::Ground([255, 255, 255]))]);
    assert_eq!(read(b"\x1b[?62;22c\x1b[2;3R"), [Input::Answer(Answer::Kind), Input::Answer(Answer::Cursor(2, 3))]);
    let asked = b"j\x1b]11;rgb:00/00/00\x1b\\\x1b[?1;2ck";
    assert_eq!(read(asked).len(), 4, "keys around an answer are keys");
}

#[test]
fn a_garbled_answer_is_nothing() {
    for garbage in [
        &b"\x1b]11;rgb:zz/00/00\x07"[..],
        b"\x1b]11;rgb:00000/00/00\x07",
        b"\x1b]11;rgb:0/0\x07",
        b"\x1b]52;c;YQ==\x07",
        b"\x1b]11;\xff\xfe\x07",
        b"\x1bP1$r0m\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[?2026;2$y",
        b"\x1b[>1;4000;0c",
        b"\x1b[8;24;80t",
        b"\x1b[I\x1b[O",
        b"\x1b[99999999999999999999R",
        b"\x1b[<0;99999999;1M",
        b"\x1b[<35;10;10M",
        b"\x1b[<0;0;0M",
        b"\xff\xfe\x80",
    ] {
        assert_eq!(read(garbage), [], "{:?}", String::from_utf8_lossy(garbage));
    }
}

#[test]
fn what_never_ends_is_bounded_and_given_up() {
    let mut out = Vec::new();
    let mut decoder = Decoder::default();
    for opening in [&b"\x1b]"[..], b"\x1bP", b"\x1b[", b"\x1b[200~"] {
        decoder.feed(opening, &mut out);
        for _ in 0..100_000 {
            decoder.feed(b"11;;;", &mut out);
        }
        assert!(decoder.buffer.len() <= LONGEST_PASTE * 2 && decoder.patience().is_some());
        decoder.give_up(&mut out);
        // The rest of a string is waited for once more.
        decoder.give_up(&mut out);
        assert_eq!(decoder.patience(), None);
    }
    assert!(matches!(&out[..], [Input::Paste(text)] if text.len() == LONGEST_PASTE), "only the paste is told, as far as it fits");
    out.clear();
    decoder.feed(b"j", &mut out);
    assert_eq!(out.len(), 1, "keys work again");
}

#[test]
fn an_esc_alone_is_the_key_and_with_a_letter_alt() {
    for (bytes, told) in [("\x1b", "0+Esc"), ("\x1b[", "4+Char('[')"), ("\x1b]", "4+Char(']')"), ("\x1bO", "4+Char('O')")] {
        let mut out = Vec::new();
        let mut decoder = Decoder::default();
        decoder.feed(bytes.as_bytes(), &mut out);
        assert!(out.is_empty() && decoder.patience() == Some(ESC_WAIT));
        decoder.give_up(&mut out);
        let [Input::Key(key)] = &out[..] else { panic!("{out:?}") };
        assert_eq!(format!("{:?}+{:?}", key.modifiers.bits(), key.code), told);
    }
    let mut out = Vec::new();
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b]11;rgb:12", &mut out);
    decoder.give_up(&mut out);
    assert_eq!(out, [], "half an answer is not typed");
}

/// What comes after a string that stopped half-way.
fn after_a_cut(string: &[u8], pieces: &[&[u8]]) -> Vec<Input> {
    let (mut decoder, mut out) = (Decoder::default(), Vec::new());
    decoder.feed(string, &mut out);
    for piece in pieces {
        assert!(decoder.patience().is_none_or(|wait| wait <= CUT_WAIT));
        decoder.give_up(&mut out);
        decoder.feed(piece, &mut out);
    }
    out
}

#[test]
fn keys_after_a_string_that_was_cut_are_keys_and_its_rest_is_none() {
    let down = || key(KeyCode::Char('j'), KeyModifiers::NONE);
    for string in [&b"\x1b]11;rgb:12"[..], b"\x1b]0;title", b"\x1bP1$r", b"\x1b_G", b"\x1b]11;rgb:12\x1b"] {
        let told = String::from_utf8_lossy(string);
        assert_eq!(after_a_cut(string, &[b"j", b"j"]), [down(), down()], "{told}");
        let enter = key(KeyCode::Enter, KeyModifiers::NONE);
        assert_eq!(after_a_cut(string, &[b"\r", b"\x1b[A"]), [enter, key(KeyCode::Up, KeyModifiers::NONE)], "{told}");
        assert_eq!(after_a_cut(string, &["张".as_bytes()]), [key(KeyCode::Char('张'), KeyModifiers::NONE)], "{told}");
        assert_eq!(after_a_cut(string, &[b"\x1b", b""]), [key(KeyCode::Esc, KeyModifiers::NONE)], "{told}");
    }
    for string in [&b"\x1b]11;rgb:12"[..], b"\x1b]0;title", b"\x1bP1$r"] {
        assert_eq!(after_a_cut(string, &[b"ff/12/34/56", b"\x07", b"j"]), [down()], "its rest, and then a key");
    }
    let ground = Input::Answer(Answer::Ground([0x12, 0x34, 0x56]));
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12", &[b"/34/56\x07"]), std::slice::from_ref(&ground), "a slow line");
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12/34/56\x1b", &[b"\\"]), [ground], "cut in its end");
    assert_eq!(after_a_cut(b"\x1b]52;c;", &[b"WVFH", b"Y=\x07"]), [], "no command, though it is cut twice");
    let typed_fast = [key(KeyCode::Char('g'), KeyModifiers::NONE), key(KeyCode::Char('o'), KeyModifiers::NONE)];
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12", &[b"go"]), typed_fast);
}

#[test]
fn a_colour_that_comes_in_pieces_is_no_key_however_small_they_are() {
    let ground = Input::Answer(Answer::Ground([0x12, 0x34, 0x5f]));
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12/34/5", &[b"f", b"\x1b\\"]), std::slice::from_ref(&ground));
    assert_eq!(after_a_cut(b"\x1b]11;rgb:1212/3434/5", &[b"f", b"5f\x07"]), std::slice::from_ref(&ground), "two pieces more");
    let pieces: Vec<&[u8]> = b"1;rgb:12/34/5f".chunks(1).chain([&b"\x07"[..]]).collect();
    assert_eq!(after_a_cut(b"\x1b]1", &pieces), [ground], "byte by byte");
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12/3", &[b"f", b"f/ffff"]), [], "its end is lost");
    let typed = after_a_cut(b"\x1b]11;rgb:12/3", &[&b"f"[..]; 40]);
    assert!(typed.len() > 8, "no answer is so long: {} keys", typed.len());
    let held = key(KeyCode::Char('f'), KeyModifiers::NONE);
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12/34/56\x1b", &[b"f"]), [held], "only its end can follow");
    assert_eq!(after_a_cut(b"\x1b]11;rgb:12/34/56", &[b"g"]), [key(KeyCode::Char('g'), KeyModifiers::NONE)], "no colour goes on so");
}

#[test]
fn a_paste_is_one_text_whatever_is_in_it() {
    let paste = "\x1b[200~张某某\r\nY\x1b[Aj\x1b[201~".as_bytes();
    assert_eq!(read(paste), [Input::Paste("张某某\r\nY\x1b[Aj".into())]);
}

#[test]
fn clicks_and_the_wheel_are_read() {
    let kinds = |bytes: &[u8]| {
        let kind = |input: Input| match input {
            Input::Mouse(mouse) => (mouse.kind, mouse.column, mouse.row),
            other => panic!("{other:?}"),
        };
        read(bytes).into_iter().map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(b"\x1b[<0;5;7M"), [(MouseEventKind::Down(MouseButton::Left), 4, 6)]);
    assert_eq!(kinds(b"\x1b[<0;5;7m"), [(MouseEventKind::Up(MouseButton::Left), 4, 6)]);
    assert_eq!(kinds(b"\x1b[<64;1;1M\x1b[<65;1;1M"), [(MouseEventKind::ScrollUp, 0, 0), (MouseEventKind::ScrollDown, 0, 0)]);
}

/// Whatever comes, and however it is cut: nothing panics, nothing grows, and in the end keys work.
#[test]
fn no_bytes_break_it() {
    let pieces: [&[u8]; 12] =
        [b"\x1b", b"[", b"]", b"11;", b"200~", b"\x1b[201~", b"<0;1;1M", b"\xe5\xbc", b"\xa0", b"\x07", b"9999", b"Y"];
    let mut number = 7_u64;
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    for _ in 0..50_000 {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        decoder.feed(pieces[(number >> 33) as usize % pieces.len()], &mut out);
        if (number >> 40).is_multiple_of(50) {
            decoder.give_up(&mut out);
        }
        out.clear();
        assert!(decoder.buffer.len() <= LONGEST_PASTE * 2);
    }
}
