-- Events that a limit prevents are counted for longer, the longer they go on.

ALTER TABLE audit_held RENAME TO audit_held_former;
DROP INDEX audit_held_by_age;
CREATE TABLE audit_held (
  event   TEXT NOT NULL,
  actor   TEXT NOT NULL,
  target  TEXT NOT NULL,
  details TEXT NOT NULL,
  span    INTEGER NOT NULL CHECK (span > 0),
  until   INTEGER NOT NULL,
  newest  INTEGER NOT NULL,
  times   INTEGER NOT NULL CHECK (times >= 0),
  PRIMARY KEY (event, actor, target, details)
) STRICT;
INSERT INTO audit_held (event, actor, target, details, span, until, newest, times)
  SELECT event, actor, target, details, 60, since + 60, newest, times FROM audit_held_former;
DROP TABLE audit_held_former;
CREATE INDEX audit_held_by_end ON audit_held (until);
