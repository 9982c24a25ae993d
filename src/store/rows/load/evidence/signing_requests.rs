//! Writes who created CertificateSigningRequests, and with which certificates these were answered.

use super::Writing;
use crate::model::time::UnixNanos;
use crate::store::Error;
use crate::store::rows::insert::Rows;

impl Writing<'_> {
    pub(super) fn creations(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../../queries/record_signing_requests.sql"),
            self.connection,
        );
        for (raw, creation) in &self.evidence.creations {
            let location = self.source_location(raw)?;
            let (request, creator) = (&creation.request, &creation.creator);
            let cluster = self.ids.intern_name(&request.cluster)?;
            let principal = self.ids.intern_name(&creator.principal)?;
            let acting_as = creator.acting_as.as_deref();
            let acting_as = acting_as.map(|it| self.ids.intern_name(it)).transpose()?;
            let credential = self.intern(creator.credential.clone().map(Into::into))?;
            rows.bind(request.name.as_str())
                .bind(cluster)
                .bind(request.uid.as_deref().unwrap_or_default())
                .bind(UnixNanos::from(creation.at))
                .bind(principal)
                .bind(acting_as)
                .bind(credential)
                .bind(location);
            rows.end_row()?;
        }
        rows.finish()?;
        Ok(())
    }

    pub(super) fn answers(&mut self) -> Result<(), Error> {
        let mut rows = Rows::of(
            include_str!("../../../../../queries/record_signing_answers.sql"),
            self.connection,
        );
        for answer in &self.evidence.answers {
            let certificate = self.ids.intern(&answer.certificate.into())?;
            let cluster = self.ids.intern_name(&answer.request.cluster)?;
            rows.bind(certificate)
                .bind(answer.request.name.as_str())
                .bind(cluster)
                .bind(answer.request.uid.as_deref().unwrap_or_default())
                .bind(UnixNanos::from(answer.at));
            rows.end_row()?;
        }
        rows.finish()?;
        Ok(())
    }
}
