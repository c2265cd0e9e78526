//! A TCP proxy that spoils connections on purpose.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What happens to one connection.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing.
    None,
    /// After this many bytes from the client both sides are cut.
    CutRequestAfter(usize),
    /// The request goes through whole, the answer is swallowed and the connection cut.
    SwallowAnswer,
    /// Nothing is passed on; this is answered.
    Answer(&'static str),
}

/// The faults to come; each connection takes one, and none once they are used up.
#[derive(Clone, Default)]
pub struct Plan(Arc<Mutex<VecDeque<Fault>>>);

impl Plan {
    pub fn add(&self, fault: Fault) {
        self.0.lock().unwrap().push_back(fault);
    }

    pub fn used_up(&self) -> bool {
        self.0.lock().unwrap().is_empty()
    }

    fn next(&self) -> Fault {
        self.0.lock().unwrap().pop_front().unwrap_or(Fault::None)
    }
}

/// Listens, passes everything on to `target`, one request a connection.
pub async fn start(target: SocketAddr, plan: Plan) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let plan = plan.clone();
            tokio::spawn(async move {
                // A cut connection is what the proxy is for.
                let _ = pass(client, target, &plan).await;
            });
        }
    });
    addr
}

/// Reads the head of a request; gives it with the length of the body that follows.
async fn head(client: &mut TcpStream) -> std::io::Result<Option<(Vec<u8>, usize)>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if client.read(&mut byte).await? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let len = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|len| len.trim().parse().ok())
        .unwrap_or(0);
    Ok(Some((head, len)))
}

async fn pass(mut client: TcpStream, target: SocketAddr, plan: &Plan) -> std::io::Result<()> {
    let mut server = TcpStream::connect(target).await?;
    // Connections are kept open; a fault belongs to a request.
    while let Some((head, len)) = head(&mut client).await? {
        let fault = plan.next();
        let mut body = vec![0; len];
        match fault {
            Fault::Answer(answer) => {
                client.read_exact(&mut body).await?;
                client.write_all(answer.as_bytes()).await?;
                return client.shutdown().await;
            }
            Fault::CutRequestAfter(bytes) => {
                server.write_all(&head).await?;
                let mut part = vec![0; bytes.min(len)];
                client.read_exact(&mut part).await?;
                server.write_all(&part).await?;
                server.flush().await?;
                return Ok(());
            }
            Fault::SwallowAnswer | Fault::None => {}
        }
        client.read_exact(&mut body).await?;
        server.write_all(&head).await?;
        server.write_all(&body).await?;
        let answer = answer(&mut server, head.starts_with(b"HEAD")).await?;
        if matches!(fault, Fault::SwallowAnswer) {
            return Ok(());
        }
        client.write_all(&answer).await?;
    }
    Ok(())
}

/// Reads one whole answer of the server.
async fn answer(server: &mut TcpStream, bodyless: bool) -> std::io::Result<Vec<u8>> {
    let Some((mut answer, len)) = head(server).await? else {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    };
    let mut body = vec![0; if bodyless { 0 } else { len }];
    server.read_exact(&mut body).await?;
    answer.extend_from_slice(&body);
    Ok(answer)
}
