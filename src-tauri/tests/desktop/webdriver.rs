//! A small WebDriver client (W3C) for WebKitWebDriver: what the tests of the window need of it.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::finger::{self, Finger};

/// How long anything may take before the test counts as hanging; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(120);

/// WebKitGTK takes a picture with the next frame that it draws, and a page at rest draws none.
const STAY_BUSY: &str = "
    if (!window.stayBusy) {
        const dot = document.createElement('i');
        dot.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px;background:#fff';
        document.body.append(dot);
        window.stayBusy = setInterval(() => { dot.style.opacity = Math.random() / 100; }, 16);
    }";

/// Name of the reference to an element in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Where a finger meets an element, or the label that stands for it, when it has scrolled there; none
/// where something lies above it, or it can't be used.
const IN_REACH: &str = "
    const aim = arguments[0].closest('label') ?? arguments[0];
    aim.scrollIntoView({ block: 'center', inline: 'nearest' });
    const box = aim.getBoundingClientRect();
    const spot = [box.x + box.width / 2, box.y + box.height / 2];
    const met = document.elementFromPoint(...spot);
    const usable = met && aim.contains(met) && !aim.matches(':disabled, [data-disabled]');
    return usable ? spot : null;";

/// The tabulator key in the protocol.
pub const TAB: char = '\u{e004}';
/// The enter key.
pub const ENTER: char = '\u{e007}';
/// The arrow to the right.
pub const RIGHT: char = '\u{e014}';
/// The arrow to the left.
pub const LEFT: char = '\u{e012}';
/// Held down with others.
pub const SHIFT: char = '\u{e008}';
/// As [`SHIFT`].
pub const CONTROL: char = '\u{e009}';
/// As [`SHIFT`].
pub const ALT: char = '\u{e00a}';
/// A function key.
pub const F5: char = '\u{e035}';
/// As [`F5`].
pub const F12: char = '\u{e03c}';
/// The space bar.
pub const SPACE: char = ' ';

/// A process that ends, with all it started, when the test ends.
pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Self {
        Self(command.process_group(0).spawn().unwrap())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        let _ = self.0.wait();
    }
}

/// Whether a program is installed.
pub fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A screen without a monitor, of the size of the window.
pub struct Screen {
    _process: Process,
    display: String,
    finger: Option<Arc<Finger>>,
}

impl Screen {
    pub fn start() -> Self {
        let mut command = Command::new("Xvfb");
        // Nothing repeats (-r): a busy machine lets go of a key late; that makes no second letter.
        command.args(["-screen", "0", "1280x800x24", "-r"]);
        let (process, display) = Self::serve(&mut command);
        Self { _process: process, display, finger: None }
    }

    /// One that is touched; what the server needs lies in `folder`.
    pub fn start_touched(folder: &Path) -> Self {
        let [socket, configuration, log] =
            ["finger", "xorg.conf", "xorg.log"].map(|name| folder.join(name));
        std::fs::write(&configuration, finger::configuration(&socket)).unwrap();
        let mut command = Command::new(finger::SERVER);
        // Beside a server that has the console, and without one.
        command.args(["-noreset", "-novtswitch", "-sharevts", "-config"]).arg(configuration);
        command.arg("-logfile").arg(log);
        let (process, display) = Self::serve(&mut command);
        let finger = Some(Arc::new(Finger::new(&socket)));
        Self { _process: process, display, finger }
    }

    /// The finger of a touched one.
    pub fn finger(&self) -> &Finger {
        self.finger.as_ref().unwrap()
    }

    fn serve(command: &mut Command) -> (Process, String) {
        command.args(["-displayfd", "1", "-nolisten", "tcp"]);
        let mut process = Process::start(command.stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut number = String::new();
        let stdout = process.0.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut number).unwrap();
        (process, format!(":{}", number.trim()))
    }

    /// Its name for programs.
    pub fn display(&self) -> &str {
        &self.display
    }
}

/// A program on a screen, on a bus of its own, with this environment. What it says goes to `log`.
pub fn on_screen(
    screen: &Screen,
    program: &[&str],
    environment: &[(&str, &Path)],
    log: File,
) -> Command {
    let mut command = Command::new("dbus-run-session");
    command
        .arg("--")
        .args(program)
        .env("DISPLAY", &screen.display)
        .env_remove("WAYLAND_DISPLAY")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("TZ", "Asia/Shanghai")
        .envs(environment.iter().copied())
        .stderr(log);
    command
}

/// WebKitWebDriver and the one session in it.
pub struct Window {
    _driver: Process,
    address: SocketAddr,
    session: String,
    finger: Option<Arc<Finger>>,
}

impl Window {
    /// Starts the program with this environment and opens a session on its window. What the program
    /// says goes to `log`.
    pub fn open(screen: &Screen, program: &Path, environment: &[(&str, &Path)], log: File) -> Self {
        let port =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let port_option = format!("--port={port}");
        let driver = ["WebKitWebDriver", "--host=127.0.0.1", &port_option];
        let mut command = on_screen(screen, &driver, environment, log);
        let driver = Process::start(command.env("TAURI_WEBVIEW_AUTOMATION", "true"));
        let mut window = Self {
            _driver: driver,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            session: String::new(),
            finger: screen.finger.clone(),
        };
        until("WebKitWebDriver answers", || TcpStream::connect(window.address).ok());
        let options = json!({ "binary": program, "args": [] });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let begun = window.call("POST", "/session", Some(&wanted)).unwrap();
        window.session = begun["sessionId"].as_str().unwrap().to_owned();
        window
    }

    /// One call of the protocol; the error is the answer's value.
    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Value> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let value = serde_json::from_str::<Value>(body).unwrap()["value"].take();
        if head.split(' ').nth(1) == Some("200") { Ok(value) } else { Err(value) }
    }

    fn post(&self, command: &str, body: &Value) -> Result<Value, Value> {
        self.call("POST", &format!("/session/{}/{command}", self.session), Some(body))
    }

    fn find(&self, css: &str) -> Option<String> {
        let found = self.post("element", &json!({ "using": "css selector", "value": css })).ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    /// Waits for an element.
    pub fn wait_for(&self, css: &str) -> String {
        until(css, || self.find(css))
    }

    /// Waits until the page, or the frame that was entered, shows these words.
    pub fn wait_for_words(&self, words: &str) {
        until(words, || self.text().contains(words).then_some(()));
    }

    /// All words of the page or of the frame that was entered.
    pub fn text(&self) -> String {
        let script = "return document.body ? document.body.innerText : ''";
        self.run(script).as_str().unwrap_or_default().to_owned()
    }

    /// Presses an element: with the finger where the screen has one.
    pub fn press(&self, css: &str) {
        let element = self.wait_for(css);
        until(css, || self.press_element(&element));
    }

    fn press_element(&self, element: &str) -> Option<()> {
        let Some(finger) = &self.finger else {
            return self.post(&format!("element/{element}/click"), &json!({})).ok().map(drop);
        };
        finger.tap(self.spot_of_element(element)?);
        Some(())
    }

    fn spot_of_element(&self, element: &str) -> Option<(f64, f64)> {
        let arguments = json!({ "script": IN_REACH, "args": [{ ELEMENT: element }] });
        let spot = self.post("execute/sync", &arguments).ok()?;
        Some((spot[0].as_f64()?, spot[1].as_f64()?))
    }

    /// Presses the button, tab, choice or line with these words.
    pub fn press_words(&self, words: &str) {
        self.press_at(words, &with_words(words));
    }

    /// Where a finger meets what [`Window::press_words`] presses, in pixels.
    pub fn spot_of_words(&self, words: &str) -> (f64, f64) {
        until(words, || self.spot_of_element(&self.find_at(&with_words(words))?))
    }

    /// Presses the key of the keyboard on the screen that carries or is called just this.
    pub fn press_key(&self, key: &str) {
        let xpath = format!(
            "//*[@role='group'][@data-layout]//button[normalize-space(.)='{key}' or @aria-label='{key}']"
        );
        self.press_at(key, &xpath);
    }

    fn press_at(&self, words: &str, xpath: &str) {
        until(words, || self.press_element(&self.find_at(xpath)?));
    }

    fn find_at(&self, xpath: &str) -> Option<String> {
        let found = self.post("element", &json!({ "using": "xpath", "value": xpath })).ok()?;
        found[ELEMENT].as_str().map(str::to_owned)
    }

    /// Types, as a person with a keyboard does.
    pub fn type_keys(&self, css: &str, keys: &str) {
        let element = self.wait_for(css);
        self.post(&format!("element/{element}/value"), &json!({ "text": keys })).unwrap();
    }

    /// Puts words into a field as an input method does: at once, with the events of typing.
    pub fn put_into(&self, field: &str, words: &str) {
        self.wait_for(field);
        self.run(&format!(
            "const f = document.querySelector({field:?});
             const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(f), 'value').set;
             f.focus(); set.call(f, {words:?}); f.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        ));
    }

    /// Says who sits at the desk.
    pub fn sit_down(&self, name: &str) {
        self.put_into("form input", name);
        self.press_words("进入工作台");
    }

    /// Presses and lets go of one key, wherever the focus is. Keys without a letter have a code of
    /// their own in the protocol, see [`TAB`] and its like.
    pub fn key(&self, key: char) {
        let down = json!({ "type": "keyDown", "value": key.to_string() });
        let up = json!({ "type": "keyUp", "value": key.to_string() });
        let keys = json!({ "type": "key", "id": "keyboard", "actions": [down, up] });
        self.post("actions", &json!({ "actions": [keys] })).unwrap();
    }

    /// Holds keys down one after the other and lets go of them, as for a shortcut.
    pub fn chord(&self, keys: &[char]) {
        let action = |kind: &str, key: &char| json!({ "type": kind, "value": key.to_string() });
        let down = keys.iter().map(|key| action("keyDown", key));
        let up = keys.iter().rev().map(|key| action("keyUp", key));
        let all: Vec<Value> = down.chain(up).collect();
        let keys = json!({ "type": "key", "id": "keyboard", "actions": all });
        self.post("actions", &json!({ "actions": [keys] })).unwrap();
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({ "script": script, "args": [] })).unwrap()
    }

    /// Runs a script that calls its last argument when it is done.
    pub fn run_async(&self, script: &str) -> Value {
        self.try_async(script).unwrap()
    }

    /// As [`Window::run_async`]; the driver's error where the page goes meanwhile, or has just come.
    pub fn try_async(&self, script: &str) -> Result<Value, Value> {
        self.post("execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Saves what is to be seen.
    pub fn picture(&self, path: &Path) {
        self.run(STAY_BUSY);
        let command = format!("/session/{}/screenshot", self.session);
        let picture = self.call("GET", &command, None).unwrap();
        let engine = base64::engine::general_purpose::STANDARD;
        let bytes = engine.decode(picture.as_str().unwrap()).unwrap();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Closes the program too; a test that failed may have lost it already.
        let _ = self.call("DELETE", &format!("/session/{}", self.session), None);
    }
}

fn with_words(words: &str) -> String {
    format!(
        "//*[self::button or self::label or @role='row' or @role='tab'][contains(normalize-space(.), '{words}')]"
    )
}

/// Asks until there is an answer.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for: {what}");
        sleep(Duration::from_millis(100));
    }
}
