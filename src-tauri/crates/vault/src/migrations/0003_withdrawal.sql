-- A withdrawal is sent after its interview was erased, so that rows of the outbox no longer hang on
-- a session. Ids and order stay; numbers are never used twice.

CREATE TABLE outbox_free (
    ord          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB NOT NULL UNIQUE,
    interview_id BLOB NOT NULL CHECK (length(interview_id) = 16),
    kind_json    TEXT NOT NULL,
    payload      BLOB NOT NULL,
    signature    TEXT,
    attempts     INTEGER NOT NULL DEFAULT 0,
    state_json   TEXT NOT NULL,
    acked        INTEGER NOT NULL DEFAULT 0,
    resume       TEXT
) STRICT;
INSERT INTO outbox_free (ord, id, interview_id, kind_json, payload, signature, attempts,
                         state_json, acked, resume)
    SELECT ord, id, interview_id, kind_json, payload, signature, attempts,
           state_json, acked, resume FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_free RENAME TO outbox;
CREATE INDEX outbox_open ON outbox (interview_id, ord) WHERE acked = 0;
CREATE INDEX outbox_of ON outbox (interview_id, acked);

-- Compact JWS by which the HRMS proves that it erased the interview too.
ALTER TABLE erasure ADD COLUMN hrms_jws TEXT;
