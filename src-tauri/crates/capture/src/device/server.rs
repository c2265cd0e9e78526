//! What the sound server says of a recording: which microphone it takes the sound from.
//!
//! A server moves a recording to another microphone without a word, because the chosen one went away
//! or because somebody wants it so in its settings. cpal can't forbid that and does not tell of it:
//! so the server is asked, over a connection of its own. PipeWire speaks the same protocol.

use std::collections::BTreeSet;
use std::ffi::CString;
use std::io::BufReader;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use pulseaudio::protocol::{
    self, AuthParams, AuthReply, Command, CommandReply, LookupReply, MAX_VERSION, Prop, Props,
    ProtocolError, PulseError, SetClientNameReply, SourceOutputInfo, SourceOutputInfoList,
};

use super::OPEN_TIMEOUT;
use crate::CaptureError;

/// Pause between two looks for a recording that was just begun.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Instead of a microphone: a recording that gets its sound from nowhere.
const NOWHERE: u32 = u32::MAX;

/// A connection that only asks. Its thread waits for answers, for as long as a server hangs.
pub(super) struct SoundServer {
    socket: BufReader<UnixStream>,
    version: u16,
    asked: u32,
    before: BTreeSet<u32>,
}

impl SoundServer {
    /// Connects to the server that the environment names, before a recording begins.
    ///
    /// # Errors
    /// `Lost` where none answers.
    pub(super) fn connect() -> Result<Self, CaptureError> {
        let path = pulseaudio::socket_path_from_env().ok_or_else(gone)?;
        let cookie = pulseaudio::cookie_path_from_env().and_then(|path| std::fs::read(path).ok());
        let socket = UnixStream::connect(path).map_err(|_| gone())?;
        let mut server = Self {
            socket: BufReader::new(socket),
            version: MAX_VERSION,
            asked: 0,
            before: BTreeSet::new(),
        };
        let auth = AuthParams {
            version: MAX_VERSION,
            supports_shm: false,
            supports_memfd: false,
            cookie: cookie.unwrap_or_default(),
        };
        let reply: AuthReply = server.ask(&Command::Auth(auth)).map_err(|_| gone())?;
        server.version = MAX_VERSION.min(reply.version);
        let mut about = Props::new();
        about.set(Prop::ApplicationName, c"microphone watch");
        server.ask::<SetClientNameReply>(&Command::SetClientName(about)).map_err(|_| gone())?;
        server.before = server.recordings()?;
        Ok(server)
    }

    /// The recordings of this process, by their numbers.
    fn recordings(&mut self) -> Result<BTreeSet<u32>, CaptureError> {
        let process = CString::new(std::process::id().to_string()).unwrap_or_default();
        let ours = |info: &SourceOutputInfo| {
            info.props
                .get(Prop::ApplicationProcessId)
                .is_none_or(|id| id.strip_suffix(b"\0").unwrap_or(id) == process.as_bytes())
        };
        let all: SourceOutputInfoList =
            self.ask(&Command::GetSourceOutputInfoList).map_err(|_| gone())?;
        Ok(all.iter().filter(|info| ours(info)).map(|info| info.index).collect())
    }

    /// Watches the recording from the microphone `id` that was begun since.
    ///
    /// # Errors
    /// `Lost` where the server knows no such recording or no such microphone.
    pub(super) fn watch(mut self, id: &str) -> Result<Watched, CaptureError> {
        let name = CString::new(id).map_err(|_| CaptureError::DeviceNotFound)?;
        let LookupReply(microphone) =
            self.ask(&Command::LookupSource(name)).map_err(|_| CaptureError::DeviceNotFound)?;
        let begun = Instant::now();
        loop {
            let new: Vec<u32> = self.recordings()?.difference(&self.before).copied().collect();
            if let [recording] = new[..] {
                return Ok(Watched { server: self, recording, microphone });
            }
            if begun.elapsed() >= OPEN_TIMEOUT {
                let detail = "the sound server does not know its recording".into();
                return Err(CaptureError::Lost { detail });
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    fn ask<R: CommandReply>(&mut self, command: &Command) -> Result<R, ProtocolError> {
        self.asked = self.asked.wrapping_add(1);
        protocol::write_command_message(self.socket.get_mut(), self.asked, command, self.version)?;
        let (_, reply) = protocol::read_reply_message(&mut self.socket, self.version)?;
        Ok(reply)
    }
}

/// A recording, and the microphone that it was begun from.
pub(super) struct Watched {
    server: SoundServer,
    recording: u32,
    microphone: u32,
}

impl Watched {
    /// Whether the sound comes from the microphone that was chosen; `false` while it comes from
    /// none.
    ///
    /// # Errors
    /// `Lost` where it comes from another one, where the recording was ended, and where the server
    /// is gone.
    pub(super) fn hears_its_microphone(&mut self) -> Result<bool, CaptureError> {
        let asked = self.server.ask(&Command::GetSourceOutputInfo(self.recording));
        let info: SourceOutputInfo = asked.map_err(|error| match error {
            ProtocolError::ServerError(PulseError::NoEntity) => {
                CaptureError::Lost { detail: "the sound server has ended the recording".into() }
            }
            _ => gone(),
        })?;
        match info.source_index {
            NOWHERE => Ok(false),
            source if source == self.microphone => Ok(true),
            _ => Err(CaptureError::Lost { detail: "another one was put in its place".into() }),
        }
    }
}

fn gone() -> CaptureError {
    CaptureError::Lost { detail: "the sound server is gone".into() }
}
