//! A touch screen without a monitor: an X server whose one input device is a finger that the test
//! moves, so that what arrives in the window went through the system as on a kiosk.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

/// The server itself; the program of the same name in the path wants a console.
pub const SERVER: &str = "/usr/lib/xorg/Xorg";
/// The driver of the finger; it comes with the server since version 21.
const DRIVER: &str = "/usr/lib/xorg/modules/input/inputtest_drv.so";
/// The driver of the screen.
const SCREEN_DRIVER: &str = "/usr/lib/xorg/modules/drivers/dummy_drv.so";

/// Size of the screen in pixels.
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 800.0;
/// Both axes of the device end here.
const AXIS_END: f64 = 65_535.0;
/// How long a finger rests in a tap, and between two steps of a movement.
const TAP: Duration = Duration::from_millis(80);
const STEP: Duration = Duration::from_millis(16);
const STEPS: u32 = 30;

/// Numbers of the protocol of inputtest(4), version 1.0, and of XInput 2 touches.
const CLIENT_VERSION: i32 = 0;
const WAIT_FOR_SYNC: i32 = 1;
const TOUCH: i32 = 6;
const BEGIN: u32 = 18;
const UPDATE: u32 = 19;
const END: u32 = 20;
const AXES: usize = 64;

/// What is missing for a touch screen.
pub fn missing() -> Vec<&'static str> {
    [SERVER, DRIVER, SCREEN_DRIVER].into_iter().filter(|file| !Path::new(file).is_file()).collect()
}

/// The server's configuration with the finger at `socket`.
pub fn configuration(socket: &Path) -> String {
    format!(
        r#"
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "DontVTSwitch" "true"
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5.0-1000.0
  VertRefresh 5.0-200.0
  ModeLine "1280x800" 83.50 1280 1352 1480 1680 800 803 809 831
EndSection
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Modes "1280x800"
    Virtual 1280 800
  EndSubSection
EndSection
Section "InputDevice"
  Identifier "finger"
  Driver "inputtest"
  Option "SocketPath" "{}"
  Option "DeviceType" "Touch"
  Option "TouchCount" "5"
EndSection
Section "ServerLayout"
  Identifier "kiosk"
  Screen "screen"
  InputDevice "finger" "CorePointer"
EndSection
"#,
        socket.display()
    )
}

/// Fingers on the screen. The driver serves one connection: it lasts as long as the server.
pub struct Finger {
    socket: Mutex<UnixStream>,
}

impl Finger {
    /// Connects to the driver of the server.
    pub fn new(socket: &Path) -> Self {
        let mut socket = UnixStream::connect(socket).unwrap();
        let mut hello = header(12, CLIENT_VERSION);
        hello.extend([1_u16, 0].map(u16::to_ne_bytes).concat());
        socket.write_all(&hello).unwrap();
        socket.read_exact(&mut [0; 12]).unwrap();
        Self { socket: Mutex::new(socket) }
    }

    /// Touches one point of the screen for a moment; in pixels, as all points here.
    pub fn tap(&self, at: (f64, f64)) {
        self.send(1, BEGIN, at);
        sleep(TAP);
        self.send(1, END, at);
    }

    /// Moves a finger over the screen.
    pub fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        self.send(1, BEGIN, from);
        for step in 1..=STEPS {
            sleep(STEP);
            self.send(1, UPDATE, between(from, to, step));
        }
        self.send(1, END, to);
    }

    /// Two fingers beside `centre` go apart from 80 to 800 pixels.
    pub fn spread(&self, centre: (f64, f64)) {
        let near = [(centre.0 - 40.0, centre.1), (centre.0 + 40.0, centre.1)];
        let far = [(centre.0 - 400.0, centre.1), (centre.0 + 400.0, centre.1)];
        for (finger, at) in (1..).zip(near) {
            self.send(finger, BEGIN, at);
        }
        for step in 1..=STEPS {
            sleep(STEP);
            for (finger, (near, far)) in (1..).zip(near.into_iter().zip(far)) {
                self.send(finger, UPDATE, between(near, far, step));
            }
        }
        for (finger, at) in (1..).zip(far) {
            self.send(finger, END, at);
        }
    }

    /// Sends one event and waits until the server has worked on it.
    fn send(&self, finger: u32, what: u32, (x, y): (f64, f64)) {
        let mut event = header(8 + 8 + 16 + 2 * 8 * AXES as u32, TOUCH);
        event.extend([finger, what].map(u32::to_ne_bytes).concat());
        // No unaccelerated values; of the axes, the first two; padding of a C struct.
        event.extend([0_u32, 0b11, 0, 0].map(u32::to_ne_bytes).concat());
        let mut axes = [0.0; 2 * AXES];
        axes[0] = x / WIDTH * AXIS_END;
        axes[1] = y / HEIGHT * AXIS_END;
        event.extend(axes.map(f64::to_ne_bytes).concat());

        let mut socket = self.socket.lock().unwrap_or_else(PoisonError::into_inner);
        socket.write_all(&event).unwrap();
        socket.write_all(&header(8, WAIT_FOR_SYNC)).unwrap();
        socket.read_exact(&mut [0; 8]).unwrap();
    }
}

fn between(from: (f64, f64), to: (f64, f64), step: u32) -> (f64, f64) {
    let share = f64::from(step) / f64::from(STEPS);
    (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
}

fn header(length: u32, kind: i32) -> Vec<u8> {
    [length.to_ne_bytes(), kind.to_ne_bytes()].concat()
}
