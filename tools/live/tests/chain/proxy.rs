//! A connection that fails on purpose, in front of a chain.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// What happens to transactions that are sent. All other requests pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They pass.
    Pass,
    /// So many reach the chain, whose responses are lost.
    LoseResponses(u32),
    /// None reaches the chain: the connection ends.
    LoseRequests,
    /// None reaches the chain, but the sender gets a response: its server has dropped the transaction.
    Drop,
}

/// The failing connection.
pub struct Proxy {
    pub rpc: String,
    state: Arc<Mutex<State>>,
}

struct State {
    mode: Mode,
    sent: u32,
}

impl Proxy {
    /// Starts a connection to `rpc`, an address of `http://`.
    pub fn start(rpc: &str) -> Self {
        let to = rpc
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let rpc = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            mode: Mode::Pass,
            sent: 0,
        }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (to, state) = (to.clone(), shared.clone());
                // A client that went away is no failure.
                std::thread::spawn(move || serve(stream, &to, &state).ok());
            }
        });
        Self { rpc, state }
    }

    pub fn set(&self, mode: Mode) {
        self.state.lock().unwrap().mode = mode;
    }

    /// How many times a transaction reached the chain.
    pub fn sent(&self) -> u32 {
        self.state.lock().unwrap().sent
    }
}

fn serve(mut client: TcpStream, to: &str, state: &Mutex<State>) -> std::io::Result<()> {
    let body = body(&mut client)?;
    let request: serde_json::Value = serde_json::from_slice(&body)?;
    let sends = request["method"] == "eth_sendRawTransaction";
    let mut loses = false;
    if sends {
        let mut state = state.lock().unwrap();
        match state.mode {
            Mode::LoseRequests => return Ok(()),
            Mode::Drop => {
                let raw = request["params"][0]
                    .as_str()
                    .unwrap()
                    .trim_start_matches("0x");
                let hash = alloy_primitives::keccak256(hex::decode(raw).unwrap());
                let response =
                    serde_json::json!({"jsonrpc": "2.0", "id": request["id"], "result": hash});
                return respond(&mut client, response.to_string().as_bytes());
            }
            Mode::LoseResponses(left) if left > 0 => {
                state.mode = Mode::LoseResponses(left - 1);
                loses = true;
            }
            _ => {}
        }
        state.sent += 1;
    }
    let mut server = TcpStream::connect(to)?;
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {to}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    server.write_all(head.as_bytes())?;
    server.write_all(&body)?;
    let response = self::body(&mut server)?;
    if loses {
        return Ok(());
    }
    respond(&mut client, &response)
}

fn respond(client: &mut TcpStream, body: &[u8]) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    client.write_all(head.as_bytes())?;
    client.write_all(body)
}

/// The body of an HTTP message with a content-length.
fn body(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 65536];
    loop {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .map(|at| at + 4);
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.unwrap_or("0").trim().parse().unwrap();
            if bytes.len() >= end + length {
                return Ok(bytes[end..end + length].to_vec());
            }
        }
        match stream.read(&mut buffer)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend(&buffer[..read]),
        }
    }
}
