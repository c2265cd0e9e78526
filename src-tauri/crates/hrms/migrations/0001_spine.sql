-- Times are Unix milliseconds, digests lower-case hex. Secrets stand as SHA-256 only.

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  password TEXT NOT NULL,
  positions TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_sha256 TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (name),
  expires_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE positions (
  code TEXT NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
  body TEXT NOT NULL,
  changed_ms INTEGER NOT NULL,
  PRIMARY KEY (code, version)
) STRICT;

CREATE TABLE candidates (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

-- One candidate's application for one position, with the agreed time of the interview.
CREATE TABLE applications (
  id TEXT PRIMARY KEY,
  candidate_id TEXT NOT NULL REFERENCES candidates (id),
  position TEXT NOT NULL,
  state TEXT NOT NULL,
  starts_at TEXT,
  created_ms INTEGER NOT NULL,
  UNIQUE (candidate_id, position)
) STRICT;

CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  op TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE enrolment_codes (
  handle TEXT PRIMARY KEY,
  code_sha256 TEXT NOT NULL,
  expires_ms INTEGER NOT NULL,
  auto_approve INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  station TEXT
) STRICT;

CREATE TABLE stations (
  id TEXT PRIMARY KEY,
  thumbprint TEXT NOT NULL UNIQUE,
  device_jwk TEXT NOT NULL,
  wrap_jwk TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'revoked')),
  enrolled_ms INTEGER NOT NULL,
  seen_ms INTEGER,
  heartbeat TEXT
) STRICT;

CREATE TABLE assertions (
  station TEXT NOT NULL,
  jti TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (station, jti)
) STRICT;

CREATE TABLE tokens (
  token_sha256 TEXT PRIMARY KEY,
  station TEXT NOT NULL REFERENCES stations (id),
  expires_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE interviews (
  id TEXT PRIMARY KEY,
  station TEXT NOT NULL REFERENCES stations (id),
  body_sha256 TEXT NOT NULL,
  position TEXT NOT NULL,
  position_version INTEGER NOT NULL,
  reference TEXT NOT NULL,
  name TEXT,
  synthetic INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('in_progress', 'completed', 'withdrawn')),
  started_at TEXT NOT NULL,
  certificate TEXT,
  created_ms INTEGER NOT NULL
) STRICT;

-- The exact bytes stand in the row: the database is encrypted, a directory of blobs is not.
CREATE TABLE reports (
  interview TEXT NOT NULL REFERENCES interviews (id),
  rev INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BLOB,
  jws TEXT NOT NULL,
  score REAL,
  flags TEXT NOT NULL,
  parts TEXT NOT NULL,
  stored_ms INTEGER NOT NULL,
  PRIMARY KEY (interview, rev)
) STRICT;

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  interview TEXT NOT NULL,
  rev INTEGER NOT NULL,
  station TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL,
  jws TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (interview, rev, station, sha256)
) STRICT;

CREATE TABLE media (
  interview TEXT NOT NULL REFERENCES interviews (id),
  part TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  manifest TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  blob TEXT,
  prefix BLOB,
  changed_ms INTEGER NOT NULL,
  PRIMARY KEY (interview, part)
) STRICT;
CREATE INDEX media_state ON media (state);

CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  interview TEXT NOT NULL,
  part TEXT NOT NULL,
  station TEXT NOT NULL,
  blob TEXT NOT NULL,
  offset INTEGER NOT NULL DEFAULT 0,
  len INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  UNIQUE (interview, part),
  FOREIGN KEY (interview, part) REFERENCES media (interview, part)
) STRICT;

CREATE TABLE plays (
  token_sha256 TEXT PRIMARY KEY,
  session_sha256 TEXT NOT NULL REFERENCES sessions (token_sha256) ON DELETE CASCADE,
  interview TEXT NOT NULL,
  part TEXT NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE requests (
  principal TEXT NOT NULL,
  key TEXT NOT NULL,
  body_sha256 TEXT NOT NULL,
  status INTEGER,
  body BLOB,
  began_ms INTEGER NOT NULL,
  PRIMARY KEY (principal, key)
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit
  BEGIN SELECT RAISE (ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_keeps_text BEFORE UPDATE ON audit
  BEGIN SELECT RAISE (ABORT, 'the audit log only grows'); END;
