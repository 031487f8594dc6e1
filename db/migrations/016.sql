-- What the service finds when it looks at its surroundings is kept, and a write can be tried.

ALTER TABLE meta ADD COLUMN probes INTEGER NOT NULL DEFAULT 0;

CREATE TABLE checks (
  name      TEXT PRIMARY KEY,
  state     TEXT NOT NULL CHECK (state IN ('ok', 'attention', 'failed')),
  line      BLOB NOT NULL,
  since     INTEGER NOT NULL,
  looked_at INTEGER NOT NULL,
  told      INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))
) STRICT;
