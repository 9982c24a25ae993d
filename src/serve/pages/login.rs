//! The login: a cookie for the token.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;

use super::form;
use crate::serve::Server;
use crate::serve::failure::{Failure, Token};

/// Answers with a cookie where the token is right.
pub(in crate::serve) async fn answer(
    State(shared): Server,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let Some(sessions) = &shared.sessions else {
        return Ok(Redirect::to("/").into_response());
    };
    let given = form::read(form).await?.text;
    let cookie = sessions.cookie(given.trim(), Timestamp::now());
    let cookie = cookie.ok_or(Failure::NoToken(Token::Wrong))?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
