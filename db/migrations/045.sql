-- How an agent writes a name that is too long for the window of an envelope.
CREATE TABLE envelope_names (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  payload   BLOB NOT NULL,
  set_at    INTEGER NOT NULL
) STRICT;
