//! A node without keys, which follows the chain of the validators.

use super::{free_port, Network};
use crate::node::Server;
use anyhow::{ensure, Context, Result};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// How long its server of figures may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A node without keys.
pub struct Observer {
    server: Server,
    /// Where its figures for Prometheus are.
    figures: u16,
}

impl Network {
    /// Starts a node without keys, on an empty folder of its own, beside the validators: with options of the node, such as
    /// `--sync=warp`. It finds the validators by their addresses.
    ///
    /// # Errors
    /// If it does not listen in time; with the end of its log.
    pub fn start_observer(&self, options: &[&str]) -> Result<Observer> {
        let folder = self.folder.join("observer");
        let figures = free_port()?;
        let mut arguments = vec![
            format!("--chain={}", self.chain),
            format!("--base-path={}", folder.display()),
            format!("--listen-addr=/ip4/127.0.0.1/tcp/{}", free_port()?),
            "--no-mdns".into(),
            "--rpc-port=0".into(),
            format!("--prometheus-port={figures}"),
        ];
        arguments.extend(options.iter().map(|it| (*it).to_owned()));
        for place in &self.places {
            let identity = place.identity.as_ref().context("a validator that ran")?;
            let port = place.port;
            arguments.push(format!(
                "--bootnodes=/ip4/127.0.0.1/tcp/{port}/p2p/{identity}"
            ));
        }
        let server = self.server(&arguments, &[])?;
        Ok(Observer { server, figures })
    }
}

impl Observer {
    /// What it has logged.
    pub fn log(&self) -> String {
        self.server.log()
    }

    /// A figure that it shows to Prometheus, by what its line begins with.
    ///
    /// # Errors
    /// If its server does not answer, or has no such figure.
    pub fn figure(&self, begins: &str) -> Result<f64> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.figures))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let line = text.lines().find(|line| line.starts_with(begins));
        let value = line.and_then(|line| line.split_whitespace().last());
        let value = value.with_context(|| format!("expected a figure {begins}, received none"))?;
        let value: f64 = value.parse()?;
        ensure!(value.is_finite(), "expected a number, received {value}");
        Ok(value)
    }

    /// Ends it.
    ///
    /// # Errors
    /// If it does not end well.
    pub fn stop(self) -> Result<()> {
        self.server.stop()
    }
}
