//! The explorer at the chain's address, beside JSON-RPC and WebSocket.

use crate::support::Chain;
use blueprint_dev_chain::{Config, DevChain};
use jsonrpsee::{
    core::client::{ClientT, SubscriptionClientT},
    rpc_params,
    ws_client::WsClientBuilder,
};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A folder that is removed with this value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("blueprint-dev-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("site/inner")).unwrap();
        Folder(path)
    }

    fn site(&self) -> PathBuf {
        self.0.join("site")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn config(site: &Path) -> Config {
    Config {
        explorer: Some(site.to_owned()),
        ..Config::default()
    }
}

/// What the server sends for the first line of a request, as it is.
async fn sent(chain: &Chain, line: &str) -> String {
    let mut stream = TcpStream::connect(chain.running.address()).await.unwrap();
    let request = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn page_is_served_beside_the_chain_and_nothing_else_of_the_disk() {
    let folder = Folder::new("page");
    std::fs::write(folder.site().join("index.html"), "<p>the page</p>").unwrap();
    std::fs::write(folder.site().join("app.js"), "run()").unwrap();
    std::fs::write(folder.site().join("notes.txt"), "private").unwrap();
    std::fs::write(folder.site().join("inner/app.js"), "private").unwrap();
    std::fs::write(folder.0.join("outside.js"), "private").unwrap();
    let chain = Chain::with(config(&folder.site())).await;
    let url = chain.running.explorer_url().unwrap();
    assert_eq!(url, format!("{}/", chain.running.http_url()));
    assert_eq!(chain.running.explorer_line(), format!("Explorer at {url}"));
    for line in ["GET /", "GET /index.html", "GET /?rpc=http://x"] {
        let text = sent(&chain, line).await;
        assert!(text.starts_with("HTTP/1.1 200"), "{line}: {text}");
        assert!(text.ends_with("<p>the page</p>"), "{line}: {text}");
        assert!(text.contains("content-type: text/html"), "{text}");
        assert!(text.contains("content-security-policy: "), "{text}");
    }
    let script = sent(&chain, "GET /app.js").await;
    assert!(script.contains("content-type: text/javascript"), "{script}");
    let head = sent(&chain, "HEAD /app.js").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "{head}");
    for path in [
        "/outside.js",
        "/../outside.js",
        "/%2e%2e/outside.js",
        "/..%2foutside.js",
        "//app.js",
        "/inner/app.js",
        "/notes.txt",
        "/site/index.html",
        "/etc/passwd",
    ] {
        let text = sent(&chain, &format!("GET {path}")).await;
        assert!(text.starts_with("HTTP/1.1 404"), "{path}: {text}");
        assert!(!text.contains("private"), "{path}: {text}");
    }
    // JSON-RPC and subscriptions go on.
    let number: Value = chain
        .client
        .request("eth_blockNumber", rpc_params![])
        .await
        .unwrap();
    assert_eq!(number, "0x0");
    let socket = WsClientBuilder::default()
        .build(chain.running.ws_url())
        .await
        .unwrap();
    let mut heads = socket
        .subscribe::<Value, _>("eth_subscribe", rpc_params!["newHeads"], "eth_unsubscribe")
        .await
        .unwrap();
    let _: Value = chain
        .client
        .request("evm_mine", rpc_params![])
        .await
        .unwrap();
    assert_eq!(heads.next().await.unwrap().unwrap()["number"], "0x1");
}

#[tokio::test(flavor = "multi_thread")]
async fn folder_without_a_page_is_an_error_and_no_folder_is_none() {
    let folder = Folder::new("no-page");
    let error = DevChain::start(config(&folder.site())).await.err().unwrap();
    assert!(error.message.contains("without index.html"), "{error}");
    let error = DevChain::start(config(&folder.0.join("absent")))
        .await
        .err()
        .unwrap();
    assert!(error.message.contains("cannot read"), "{error}");
    let chain = Chain::start().await;
    assert_eq!(chain.running.explorer_url(), None);
    assert!(chain.running.explorer_line().contains("`make explorer`"));
    let text = sent(&chain, "GET /").await;
    assert!(text.starts_with("HTTP/1.1 405"), "{text}");
}
