//! A started chain, over HTTP and WebSocket, by clients that developers use.

mod debug;
mod dev;
mod eth;
mod file;
mod life;
mod logs;
mod mining;
mod page;
mod support;
mod time;
mod wallet;
