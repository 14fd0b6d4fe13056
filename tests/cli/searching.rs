//! `huzhu queue` and `huzhu view` on a small made-up office.

use super::*;

struct Desk {
    machine: Machine,
    data: String,
}

impl Desk {
    fn new() -> Self {
        let machine = Machine::new();
        let data = machine.home.path().join("office").display().to_string();
        let made = machine.run(&["demo", "--prepare", "--cases", "300", "--data", &data]);
        assert!(made.status.success(), "{}", seen(&made));
        Desk { machine, data }
    }

    fn run(&self, args: &[&str]) -> Output {
        self.machine.run(&[args, &["--demo", "--data", &self.data]].concat())
    }

    fn cases(&self, args: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["queue", "--json", "--limit", "1000"], args].concat());
        assert!(output.status.success(), "{}", seen(&output));
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let cases = document["cases"].as_array().unwrap().clone();
        assert_eq!(document["total"], cases.len());
        cases
    }
}

#[test]
fn the_queue_is_listed_by_what_a_filter_says() {
    let desk = Desk::new();
    let all = desk.cases(&[]);
    let medical = desk.cases(&["stage:medical"]);
    assert!(!medical.is_empty() && medical.len() < all.len());
    assert!(medical.iter().all(|case| case["stage"] == "medical-review"));
    assert_eq!(desk.cases(&["环节：医审"]), medical, "in the other language, as an input method leaves it");
    let rest = desk.cases(&["status:open -stage:medical"]);
    assert_eq!(rest.len() + medical.len(), all.len());
    let dear = desk.cases(&["金额>1万", "plan:zj"]);
    assert!(dear.iter().all(|case| case["plan"] == "zj-10" && case["amount"].as_str().unwrap().parse::<f64>().unwrap() > 10_000.0));
    assert!(all.iter().all(|case| case["name"].as_str().unwrap().contains('*')), "names are masked");
    let by_page = desk.run(&["--lang", "zh", "queue", "stage:medical", "--limit", "1"]);
    assert!(seen(&by_page).contains(&format!("显示 1 件，共 {} 件", medical.len())), "{}", seen(&by_page));
    let closed = desk.cases(&["--view", "closed", "status:paid"]);
    assert!(!closed.is_empty() && closed.iter().all(|case| case["status"] == "paid"));
}

#[test]
fn a_faulty_filter_shows_no_rows_and_tells_every_fault() {
    let desk = Desk::new();
    let output = desk.run(&["--lang", "en", "queue", "stge:x amount>viel"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let told = seen(&output);
    assert!(told.contains("at 1, \"stge\"") && told.contains("at 15, \"viel\"") && told.contains("is it \"stage\""), "{told}");
    for sign in ["-", "\""] {
        let output = desk.run(&["--lang", "en", "queue", sign]);
        assert!(output.status.code() == Some(2) && output.stdout.is_empty(), "{}", seen(&output));
        assert!(seen(&output).contains("Nothing stands there yet"), "{}", seen(&output));
    }
}

#[test]
fn a_view_goes_to_a_colleague_as_a_file() {
    let desk = Desk::new();
    let file = desk.machine.home.path().join("view.toml").display().to_string();
    fs::write(&file, "name = \"周的\"\nview = \"open\"\nfilter = \"zmm phone:1111 amount>1万\"\nsort = \"amount\"\n").unwrap();
    let taken = desk.run(&["--lang", "zh", "view", "import", &file]);
    assert!(taken.status.success(), "{}", seen(&taken));
    assert!(seen(&desk.run(&["view", "list"])).contains("周的"));
    let again = desk.run(&["view", "import", &file]);
    assert!(again.status.success(), "the same view again is no other: {}", seen(&again));
    let out = desk.machine.home.path().join("out.toml").display().to_string();
    let given = desk.run(&["--lang", "zh", "view", "export", "周的", &out]);
    let told = seen(&given);
    assert!(given.status.success() && told.contains("明文写着 zmm、手机:1111"), "{told}");
    assert!(fs::read_to_string(&out).unwrap().contains("filter = \"zmm phone:1111 amount>1万\""));
    assert_eq!(desk.run(&["view", "export", "周的", &out]).status.code(), Some(2), "it is there already");
    // Nothing is written through a link.
    let (kept, link) = (desk.machine.home.path().join("kept"), desk.machine.home.path().join("link.toml"));
    fs::write(&kept, "kept").unwrap();
    std::os::unix::fs::symlink(&kept, &link).unwrap();
    let refused = desk.run(&["--lang", "zh", "view", "export", "周的", link.to_str().unwrap(), "--replace"]);
    assert!(refused.status.code() == Some(2) && seen(&refused).contains("不是普通文件"), "{}", seen(&refused));
    assert_eq!(fs::read_to_string(&kept).unwrap(), "kept");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&out).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "it may hold somebody's number");
    fs::write(&file, "name = \"长\"\nview = \"open\"\nfilter = \"手机:13800001111,13800002222,13800003333,13800004444\"\n").unwrap();
    assert!(desk.run(&["view", "import", &file]).status.success());
    let listed = seen(&desk.run(&["--lang", "zh", "view", "list"])) + &seen(&desk.run(&["view", "list", "--json"]));
    assert!(listed.contains("138****1111") && listed.contains('…') && !listed.contains("13800001111"), "{listed}");
    fs::write(&file, "name = \"周的\"\nview = \"open\"\nfilter = \"stage:nowhere\"\n").unwrap();
    let wrong = desk.run(&["--lang", "en", "view", "import", &file, "--replace"]);
    assert!(wrong.status.code() == Some(2) && seen(&wrong).contains("view.toml:3:17:"), "{}", seen(&wrong));
    fs::write(&file, "name = \"周的\"\nview = \"mine\"\n").unwrap();
    assert_eq!(desk.run(&["view", "import", &file]).status.code(), Some(2), "another of that name is not lost unasked");
    assert!(desk.run(&["view", "import", &file, "--replace"]).status.success());
    let pipe = format!("{file}.pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let waits = desk.run(&["--lang", "en", "view", "import", &pipe]);
    assert_eq!(waits.status.code(), Some(2), "a pipe that nobody writes to is not waited for");
    assert!(String::from_utf8_lossy(&waits.stderr).contains("it is no ordinary file"));
    assert!(desk.cases(&["--saved", "周的"]).iter().all(|case| case["assignee"] == "lin"));
}
