-- What the desk adds: search, one line a report, drafts of reviews, tags, notes.

-- Words that can be searched. Number 0 is who and for what, number n is answer n. `words` stands
-- first, so that a search does not read `text` (as it was said).
CREATE TABLE search_text (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    ord          INTEGER NOT NULL,
    words        TEXT NOT NULL,
    text         TEXT NOT NULL,
    PRIMARY KEY (interview_id, ord)
) STRICT;

-- The newest report in one line, in the form that the program knows.
CREATE TABLE brief (
    interview_id BLOB PRIMARY KEY REFERENCES session ON DELETE CASCADE,
    rev          INTEGER NOT NULL,
    form         INTEGER NOT NULL,
    json         TEXT NOT NULL
) STRICT;

-- Levels that a person has not handed in yet.
CREATE TABLE rating_draft (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    reviewer     TEXT NOT NULL,
    json         TEXT NOT NULL,
    PRIMARY KEY (interview_id, reviewer)
) STRICT;

CREATE TABLE tag (
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    name         TEXT NOT NULL,
    PRIMARY KEY (interview_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id           BLOB PRIMARY KEY,
    interview_id BLOB NOT NULL REFERENCES session ON DELETE CASCADE,
    author       TEXT NOT NULL,
    at_ms        INTEGER NOT NULL,
    text         TEXT NOT NULL
) STRICT;
CREATE INDEX note_of ON note (interview_id, at_ms);

-- The list counts the rows of each interview, the log reads newest first.
CREATE INDEX outbox_of ON outbox (interview_id, acked);
CREATE INDEX audit_at ON audit (at_ms);
