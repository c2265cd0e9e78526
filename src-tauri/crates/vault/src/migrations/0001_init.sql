-- Times are Unix milliseconds, ids 16 bytes, hashes 32 bytes.

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT;

CREATE TABLE session (
    interview_id   BLOB PRIMARY KEY CHECK (length(interview_id) = 16),
    position_code  TEXT NOT NULL,
    language       TEXT NOT NULL,
    started_wall   TEXT NOT NULL,
    candidate_json TEXT NOT NULL,
    synthetic      INTEGER NOT NULL,
    walk_in        INTEGER NOT NULL,
    sync_media     INTEGER NOT NULL,
    state_json     TEXT,
    phase          TEXT NOT NULL,
    answers        INTEGER NOT NULL DEFAULT 0,
    created_ms     INTEGER NOT NULL,
    receipt        TEXT
) STRICT;

CREATE TABLE timeline (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    ord          INTEGER NOT NULL,
    at_ms        INTEGER NOT NULL,
    code         TEXT NOT NULL,
    detail       TEXT NOT NULL,
    PRIMARY KEY (interview_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifact (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    name         TEXT NOT NULL,
    bytes        BLOB NOT NULL,
    PRIMARY KEY (interview_id, name)
) STRICT;

CREATE TABLE part (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    part         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    mime         TEXT NOT NULL,
    codec        TEXT NOT NULL,
    -- NULL while it is recorded, else what wrote the final marker: recording or recovery.
    closed_by    TEXT CHECK (closed_by IN ('recording', 'recovery')),
    -- SHA-256 of the whole sealed object, once it is closed.
    sha256       BLOB,
    PRIMARY KEY (interview_id, part)
) STRICT;

CREATE TABLE segment (
    interview_id BLOB NOT NULL,
    part         TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    start_ns     INTEGER NOT NULL,
    duration_ms  INTEGER NOT NULL,
    keyframe     INTEGER NOT NULL,
    ct_len       INTEGER NOT NULL,
    pt_len       INTEGER NOT NULL,
    sha256       BLOB NOT NULL,
    PRIMARY KEY (interview_id, part, seq),
    FOREIGN KEY (interview_id, part) REFERENCES part ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The session's data key, wrapped per part and recipient. Deleting these rows is erasure.
CREATE TABLE key_wrap (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    part         TEXT NOT NULL,
    kid          TEXT NOT NULL,
    json         TEXT NOT NULL,
    PRIMARY KEY (interview_id, part, kid)
) STRICT;

CREATE TABLE report (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    rev          INTEGER NOT NULL,
    bytes        BLOB NOT NULL,
    signature    TEXT NOT NULL,
    stored_ms    INTEGER NOT NULL,
    PRIMARY KEY (interview_id, rev)
) STRICT;

CREATE TABLE outbox (
    ord          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB NOT NULL UNIQUE,
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    kind_json    TEXT NOT NULL,
    payload      BLOB NOT NULL,
    signature    TEXT,
    attempts     INTEGER NOT NULL DEFAULT 0,
    state_json   TEXT NOT NULL,
    acked        INTEGER NOT NULL DEFAULT 0,
    resume       TEXT
) STRICT;
CREATE INDEX outbox_open ON outbox (interview_id, ord) WHERE acked = 0;

-- One chain per scope: 'station', or an interview. It outlives erasure: codes and ids only.
CREATE TABLE audit (
    scope   TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    prev    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (scope, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (
    interview_id BLOB PRIMARY KEY,
    jws          TEXT NOT NULL,
    json         TEXT NOT NULL,
    -- Set once the media folder is gone too.
    media_gone   INTEGER NOT NULL DEFAULT 0
) STRICT;
