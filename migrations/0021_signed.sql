-- Reports that were signed (src/attestation), in order, so that each can name the one before. The envelopes themselves lie in files.
create table signed_report (
    id       integer primary key,
    scan     integer not null unique references scan,
    previous blob    unique,         -- SHA-256 of the envelope before; null: this is the first
    sha256   blob    not null unique -- of the envelope
) strict;
