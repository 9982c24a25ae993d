//! Where a call goes: which API, and which of its methods.

use reqwest::Url;
use serde_json::Value;

/// An API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    /// Cloud Logging, v2 (<https://cloud.google.com/logging/docs/reference/v2/rest>).
    Logging,
    /// Resource Manager, v1 and v3 (<https://cloud.google.com/resource-manager/reference/rest>).
    ResourceManager,
    /// GKE, v1 (<https://cloud.google.com/kubernetes-engine/docs/reference/rest>).
    Container,
    /// Cloud Storage, JSON v1 (<https://cloud.google.com/storage/docs/json_api>).
    Storage,
    /// IAM, v2: deny policies (<https://cloud.google.com/iam/docs/reference/rest/v2/policies>).
    Iam,
}

impl Api {
    /// Returns the host, which is also the name of the service.
    pub fn host(self) -> &'static str {
        match self {
            Api::Logging => "logging.googleapis.com",
            Api::ResourceManager => "cloudresourcemanager.googleapis.com",
            Api::Container => "container.googleapis.com",
            Api::Storage => "storage.googleapis.com",
            Api::Iam => "iam.googleapis.com",
        }
    }
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The API.
    pub api: Api,
    path: Vec<String>,
    query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
}

impl Call {
    /// Returns a call that reads. The parts of the path may be names that strangers chose.
    pub fn get<'p>(api: Api, path: impl IntoIterator<Item = &'p str>) -> Self {
        Call {
            api,
            path: path.into_iter().map(str::to_owned).collect(),
            query: Vec::new(),
            body: None,
        }
    }

    /// Returns a call that sends a body.
    pub fn post<'p>(api: Api, path: impl IntoIterator<Item = &'p str>, body: Value) -> Self {
        Call {
            body: Some(body),
            ..Call::get(api, path)
        }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.query.push((name, value.to_owned()));
        self
    }

    /// Returns the same call for a further page: the token is in the body, or in the parameters.
    #[must_use]
    pub(super) fn page(&self, token: &str) -> Self {
        let mut call = self.clone();
        match &mut call.body {
            Some(Value::Object(body)) => {
                body.insert("pageToken".to_owned(), token.into());
            }
            _ => call.query.push(("pageToken", token.to_owned())),
        }
        call
    }

    /// Returns the address of the call. None where no part of the path can be in one.
    pub(super) fn url(&self, base: &str) -> Option<Url> {
        let mut url = Url::parse(base).ok()?;
        let is_name = |it: &String| !matches!(it.as_str(), "" | "." | "..");
        if !self.path.iter().all(is_name) {
            return None;
        }
        url.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(&self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut()
                .extend_pairs(self.query.iter().map(|(name, value)| (*name, value)));
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_part_of_the_path() {
        let url = |name: &str| {
            let call = Call::get(Api::Storage, ["storage", "v1", "b", name]).with("fields", "a,b");
            call.url("https://x.example/base/").map(|it| it.to_string())
        };
        let expected = "https://x.example/base/storage/v1/b/a%2F..%2Fc%3Fd?fields=a%2Cb";
        assert_eq!(url("a/../c?d").as_deref(), Some(expected));
        assert_eq!((url(".."), url("")), (None, None));
    }

    #[test]
    fn a_token_stands_where_the_other_parameters_stand() {
        let get = Call::get(Api::Logging, ["v2"]).page("t&u");
        assert_eq!(
            get.url("https://x.example").unwrap().as_str(),
            "https://x.example/v2?pageToken=t%26u"
        );
        let post = Call::post(Api::Logging, ["v2"], serde_json::json!({})).page("t");
        assert_eq!(post.body.unwrap()["pageToken"], "t");
    }
}
