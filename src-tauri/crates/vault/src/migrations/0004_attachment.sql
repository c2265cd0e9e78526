-- Files that people at the desk attach to an interview. A row says what there is; the content lies
-- sealed beside the recording, under the session's data key.

CREATE TABLE attachment (
    id           BLOB PRIMARY KEY CHECK (length(id) = 16),
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    -- Length and SHA-256 of the content in clear.
    bytes        INTEGER NOT NULL,
    sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
    note         TEXT NOT NULL,
    added_by     TEXT NOT NULL,
    at_ms        INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_of ON attachment (interview_id, at_ms);
