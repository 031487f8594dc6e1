-- FranceConnect's number of a person, from the first login on.

CREATE TABLE franceconnect_subjects (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  client    TEXT NOT NULL,
  subject   BLOB NOT NULL,
  bound_at  INTEGER NOT NULL
) STRICT;
