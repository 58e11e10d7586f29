//! The way from one node to another, which a test cuts.

use anyhow::Result;
use std::net::TcpListener;
use tokio::{
    io::copy_bidirectional,
    net::{self, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// A port of this machine that carries connections to another one, until it is cut.
pub struct Link {
    port: u16,
    whole: watch::Sender<bool>,
    carrying: JoinHandle<()>,
}

impl Link {
    /// A link to a port. What it carries runs on threads of tokio's, so they must not all be blocked.
    ///
    /// # Errors
    /// If no port is free.
    pub fn to(port: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let from = listener.local_addr()?.port();
        let listener = net::TcpListener::from_std(listener)?;
        let (whole, state) = watch::channel(true);
        let carrying = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, port, state.clone()));
            }
        });
        Ok(Self {
            port: from,
            whole,
            carrying,
        })
    }

    /// The port at which it begins.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends its connections, and takes no others.
    pub fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// Carries connections again.
    pub fn mend(&self) {
        self.whole.send_replace(true);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.cut();
        self.carrying.abort();
    }
}

async fn carry(mut near: TcpStream, port: u16, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    tokio::select! {
        // Either end closes it as it likes.
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn link_carries_until_it_is_cut_and_again_when_it_is_mended() -> Result<()> {
        let listener = net::TcpListener::bind("127.0.0.1:0").await?;
        let link = Link::to(listener.local_addr()?.port())?;
        for _ in 0..2 {
            let mut near = TcpStream::connect(("127.0.0.1", link.port())).await?;
            let (mut far, _) = listener.accept().await?;
            near.write_all(b"there").await?;
            let mut text = [0; 5];
            far.read_exact(&mut text).await?;
            assert_eq!(&text, b"there");

            link.cut();
            assert_eq!(near.read(&mut text).await.unwrap_or(0), 0, "it ends");
            let mut cut = TcpStream::connect(("127.0.0.1", link.port())).await?;
            assert_eq!(cut.read(&mut text).await.unwrap_or(0), 0, "none is taken");
            link.mend();
        }
        Ok(())
    }
}
