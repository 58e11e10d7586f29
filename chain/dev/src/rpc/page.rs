//! The files of a page beside the JSON-RPC: what a browser gets at the server's address.
//!
//! They are read once, when the server starts, and are found by their whole names. So no path of a request reaches the file
//! system.

use crate::error::Error;
use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse};
use std::{
    collections::HashMap,
    fs,
    future::Future,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower::{Layer, Service};

/// The longest file of a page, in bytes.
const MAX_FILE: u64 = 16 * 1024 * 1024;
/// The page calls any server of JSON-RPC, and loads nothing from elsewhere.
const POLICY: &str =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src http: https: ws: wss:; img-src 'self' data:; \
    style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

struct File {
    kind: &'static str,
    bytes: Vec<u8>,
}

/// The files of a page by their names. Without any, every request is one of JSON-RPC.
#[derive(Clone, Default)]
pub struct Page(Arc<HashMap<String, File>>);

/// The type of a file by the end of its name; `None` for what no page has.
fn kind(name: &str) -> Option<&'static str> {
    let (_, end) = name.rsplit_once('.')?;
    Some(match end {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

impl Page {
    /// Reads the files of a folder, not of folders in it.
    ///
    /// # Errors
    /// If the folder cannot be read, has no `index.html`, or has a file that is too long.
    pub fn read(folder: &Path) -> Result<Page, Error> {
        let failed = |what: &str, error: std::io::Error| {
            Error::internal(format!("{what} {}: {error}", folder.display()))
        };
        let mut files = HashMap::new();
        let entries = fs::read_dir(folder).map_err(|error| failed("cannot read", error))?;
        for entry in entries {
            let entry = entry.map_err(|error| failed("cannot read", error))?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                continue;
            };
            let Some(kind) = kind(&name) else { continue };
            let about = entry
                .metadata()
                .map_err(|error| failed("cannot read", error))?;
            if !about.is_file() {
                continue;
            }
            if about.len() > MAX_FILE {
                return Err(Error::internal(format!(
                    "{}: expected files of at most {MAX_FILE} bytes, received {name} of {}",
                    folder.display(),
                    about.len()
                )));
            }
            let bytes = fs::read(entry.path()).map_err(|error| failed("cannot read", error))?;
            files.insert(name, File { kind, bytes });
        }
        if !files.contains_key("index.html") {
            return Err(Error::internal(format!(
                "{}: expected the built explorer, received a folder without index.html; `make explorer` builds it",
                folder.display()
            )));
        }
        Ok(Page(Arc::new(files)))
    }

    /// Whether there are files.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file at a path; `None` if there is none of this name.
    fn find(&self, path: &str) -> Option<&File> {
        let name = path.strip_prefix('/')?;
        self.0
            .get(if name.is_empty() { "index.html" } else { name })
    }

    /// What a request gets; `None` for one of JSON-RPC.
    fn respond(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let method = request.method().as_str();
        // A WebSocket begins as a request of a page does.
        let socket = request.headers().contains_key("upgrade");
        if self.is_empty() || socket || !matches!(method, "GET" | "HEAD") {
            return None;
        }
        let (status, kind, bytes) = match self.find(request.uri().path()) {
            Some(file) => (200, file.kind, file.bytes.clone()),
            None => (
                404,
                "text/plain; charset=utf-8",
                b"There is no such file. The explorer is at /\n".to_vec(),
            ),
        };
        let response = HttpResponse::<()>::builder()
            .status(status)
            .header("content-type", kind)
            .header("content-length", bytes.len())
            .header("cache-control", "no-cache")
            .header("x-content-type-options", "nosniff")
            .header("content-security-policy", POLICY);
        let body = if method == "HEAD" {
            HttpBody::empty()
        } else {
            HttpBody::from(bytes)
        };
        response.body(body).ok()
    }
}

impl<S> Layer<S> for Page {
    type Service = Served<S>;

    fn layer(&self, inner: S) -> Served<S> {
        Served {
            page: self.clone(),
            inner,
        }
    }
}

/// The server of JSON-RPC with a page before it.
#[derive(Clone)]
pub struct Served<S> {
    page: Page,
    inner: S,
}

impl<S> Service<HttpRequest> for Served<S>
where
    S: Service<HttpRequest, Response = HttpResponse>,
    S::Error: Send + 'static,
    S::Future: Send + 'static,
{
    type Response = HttpResponse;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        match self.page.respond(&request) {
            Some(response) => Box::pin(std::future::ready(Ok(response))),
            None => Box::pin(self.inner.call(request)),
        }
    }
}
