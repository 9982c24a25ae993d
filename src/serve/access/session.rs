//! Who has shown the token: by `Authorization: Bearer`, or by a cookie that the login form gives for it.
//!
//! The cookie is the time at which it ends and a MAC of that time. Its key is made when the server starts, so that a cookie is of use to no
//! other server, and to none after a restart. Nothing is kept of who logged in.

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};
use aws_lc_rs::rand::SystemRandom;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::serve::Shared;
use crate::serve::failure::{Failure, Token};

/// The name of the cookie.
const NAME: &str = "credtrail";

/// How long a cookie lasts.
const LIFE: SignedDuration = SignedDuration::from_hours(12);

/// The smallest number of characters of a token: those of 128 bits in hex or more are longer.
pub const SHORTEST: usize = 24;

/// Why a token is none.
#[derive(Debug, Error)]
pub enum TokenError {
    /// The token is too short.
    #[error("the token has fewer than {SHORTEST} characters; make one with `openssl rand -hex 32`")]
    Short,
    /// The token has characters that no header can carry.
    #[error("the token has characters other than letters, digits and -._~+/=")]
    Characters,
    /// The system has no random numbers.
    #[error("no random numbers are to be had")]
    Random,
}

/// The token, and the key of cookies.
pub struct Sessions {
    /// Hashed, so that comparing shows nothing of its length.
    token: [u8; 32],
    key: Key,
}

impl Sessions {
    /// Returns the sessions of those who know this token.
    ///
    /// # Errors
    /// Where the token is too short, or no header can carry it (RFC 6750 section 2.1).
    pub fn new(token: &str) -> Result<Self, TokenError> {
        let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~+/=".contains(&it);
        if token.len() < SHORTEST {
            return Err(TokenError::Short);
        }
        if !token.bytes().all(is_plain) {
            return Err(TokenError::Characters);
        }
        let key = Key::generate(HMAC_SHA256, &SystemRandom::new());
        Ok(Sessions {
            token: Sha256::digest(token).into(),
            key: key.map_err(|Unspecified| TokenError::Random)?,
        })
    }

    /// Whether this is the token. How long that takes shows nothing of it.
    fn is_token(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        verify_slices_are_equal(&self.token, &given).is_ok()
    }

    /// Returns a cookie for the token.
    pub(in crate::serve) fn cookie(&self, given: &str, now: Timestamp) -> Option<String> {
        if !self.is_token(given) {
            return None;
        }
        let end = now.saturating_add(LIFE).ok()?.as_second().to_string();
        let mac = hex::encode(sign(&self.key, end.as_bytes()));
        let life = LIFE.as_secs();
        Some(format!(
            "{NAME}={end}.{mac}; Path=/; Max-Age={life}; HttpOnly; SameSite=Strict"
        ))
    }

    /// Whether a request shows the token, or a cookie for it that has not ended.
    fn knows(&self, headers: &HeaderMap, now: Timestamp) -> bool {
        let text = |name| {
            headers
                .get_all(name)
                .into_iter()
                .filter_map(|it| it.to_str().ok())
        };
        let bearer = |it: &str| {
            let (scheme, token) = it.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then(|| token.trim().to_owned())
        };
        let mut bearers = text(AUTHORIZATION).filter_map(bearer);
        let mut cookies = text(COOKIE).flat_map(|it| it.split(';'));
        bearers.any(|it| self.is_token(&it)) || cookies.any(|it| self.is_current(it.trim(), now))
    }

    fn is_current(&self, cookie: &str, now: Timestamp) -> bool {
        let value = cookie
            .strip_prefix(NAME)
            .and_then(|it| it.strip_prefix('='));
        let Some((end, mac)) = value.and_then(|it| it.split_once('.')) else {
            return false;
        };
        let is_made_here =
            hex::decode(mac).is_ok_and(|it| verify(&self.key, end.as_bytes(), &it).is_ok());
        is_made_here && end.parse().is_ok_and(|it: i64| now.as_second() < it)
    }
}

/// Refuses requests without the token, where one is wanted.
pub(in crate::serve) async fn require(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let sessions = shared.sessions.as_ref();
    match sessions.is_none_or(|it| it.knows(request.headers(), Timestamp::now())) {
        true => next.run(request).await,
        false => Failure::NoToken(Token::Wanted).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "0123456789abcdef01234567";

    fn with(name: axum::http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn the_token_and_a_cookie_for_it_are_known_and_nothing_else() {
        let sessions = Sessions::new(TOKEN).unwrap();
        let now = Timestamp::now();
        let cookie = sessions.cookie(TOKEN, now).unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let knows = |headers: HeaderMap| sessions.knows(&headers, now);
        assert!(knows(with(AUTHORIZATION, &format!("Bearer {TOKEN}"))));
        assert!(knows(with(COOKIE, &format!("a=b; {cookie}; c=d"))));
        assert!(!cookie.contains(TOKEN));
        assert!(!knows(HeaderMap::new()));
        assert!(!knows(with(AUTHORIZATION, &format!("Bearer {TOKEN}0"))));
        assert!(!knows(with(AUTHORIZATION, TOKEN)));
        assert!(!knows(with(COOKIE, &cookie.replace("=1", "=2"))), "longer");
        assert!(!knows(with(COOKIE, &format!("credtrail={TOKEN}"))));
        assert_eq!(sessions.cookie("0", now), None);

        let later = now.saturating_add(LIFE).unwrap();
        assert!(!sessions.knows(&with(COOKIE, cookie), later), "ended");
        let other = Sessions::new(TOKEN).unwrap();
        assert!(
            !other.knows(&with(COOKIE, cookie), now),
            "of another server"
        );
    }

    #[test]
    fn a_token_that_could_be_guessed_is_none() {
        assert!(matches!(Sessions::new("short"), Err(TokenError::Short)));
        let spaced = format!("{TOKEN} {TOKEN}");
        assert!(matches!(
            Sessions::new(&spaced),
            Err(TokenError::Characters)
        ));
    }
}
