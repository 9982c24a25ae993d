//! Connections: how many there may be, how long each may last, and how large the head of a request may be.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

/// The greatest number of connections at a time; further ones wait.
const MOST: usize = 64;

/// The longest time in which the head of a request must have come.
const HEAD: Duration = Duration::from_secs(10);

/// The greatest number of bytes of the head of a request.
const LARGEST_HEAD: usize = 32 << 10;

/// The greatest number of lines of the head of a request.
const MOST_LINES: usize = 64;

/// The longest time in which a client reads nothing of an answer that is written.
const UNREAD: Duration = Duration::from_secs(10);

/// The longest time that a connection may last.
const LONGEST: Duration = Duration::from_secs(300);

/// The longest time for requests under way after the signal to stop the server.
const GRACE: Duration = Duration::from_secs(5);

/// The pause after a connection that could not be accepted, as where no more files can be opened.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers connections until `stop` is ready.
pub(super) async fn serve(
    listener: TcpListener,
    pages: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let mut stop = pin!(stop);
    let places = Arc::new(Semaphore::new(MOST));
    let (closing, closed) = watch::channel(());
    let mut under_way = JoinSet::new();
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, stream) = select! {
            it = accepted => it,
            () = &mut stop => break,
        };
        match stream {
            Ok((stream, _)) => {
                let (pages, closed) = (pages.clone(), closed.clone());
                under_way.spawn(async move {
                    let _place = place;
                    let _ = timeout(LONGEST, talk(stream, pages, closed)).await;
                });
            }
            Err(_) => sleep(PAUSE).await,
        }
        while under_way.try_join_next().is_some() {}
    }
    drop((listener, closing));
    let _ = timeout(GRACE, under_way.join_all()).await;
    Ok(())
}

/// Answers the requests of one connection.
async fn talk(stream: TcpStream, pages: Router, mut closed: watch::Receiver<()>) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(UNREAD));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(MOST_LINES)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(pages),
        );
    let mut connection = pin!(connection);
    select! {
        _ = connection.as_mut() => {}
        _ = closed.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
