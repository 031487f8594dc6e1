-- Who was invited and has come since, or was put aside, is known without a look at logins: the list of those who never came is
-- counted by one index.
ALTER TABLE members ADD COLUMN temporary_settled_at INTEGER;
UPDATE members SET temporary_settled_at = COALESCE(
  (SELECT min(l.opened_at) FROM logins l WHERE l.member_id = members.id AND l.opened_at >= members.temporary_issued_at),
  (SELECT s.set_at FROM set_aside s WHERE s.list = 'never' AND s.member_id = members.id AND s.mark = members.temporary_issued_at))
WHERE temporary_issued_at IS NOT NULL;
DROP INDEX members_unused;
CREATE INDEX members_unused ON members (temporary_issued_at, id, closes_on, password_hash, temporary_settled_at, status)
  WHERE temporary_issued_at IS NOT NULL AND password_hash IS NULL AND temporary_settled_at IS NULL AND status IS NOT 'closed';

CREATE TABLE set_aside_next (
  list      TEXT NOT NULL CHECK (list IN ('returned', 'email', 'sms', 'closing')),
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  mark      INTEGER NOT NULL,
  set_at    INTEGER NOT NULL,
  PRIMARY KEY (list, member_id)
) STRICT, WITHOUT ROWID;
INSERT INTO set_aside_next (list, member_id, mark, set_at) SELECT list, member_id, mark, set_at FROM set_aside WHERE list <> 'never';
DROP TABLE set_aside;
ALTER TABLE set_aside_next RENAME TO set_aside;
CREATE INDEX set_aside_by_member ON set_aside (member_id);

-- A group of accounts that are alike has a row of its own: groups were counted by the rows of their accounts.
CREATE TABLE likeness_groups (
  sort     TEXT NOT NULL CHECK (sort IN ('email', 'mobile', 'birth', 'street', 'siren')),
  mark_key BLOB NOT NULL CHECK (length(mark_key) = 16),
  set_at   INTEGER,
  PRIMARY KEY (sort, mark_key)
) STRICT, WITHOUT ROWID;
INSERT INTO likeness_groups (sort, mark_key, set_at)
SELECT sort, mark_key, CASE WHEN count(set_at) = count(*) THEN max(set_at) END FROM likenesses GROUP BY sort, mark_key;
CREATE INDEX likeness_groups_open ON likeness_groups (sort, mark_key, set_at) WHERE set_at IS NULL;
DROP INDEX likenesses_open;
ALTER TABLE likenesses DROP COLUMN set_at;

-- Differences and values left out are counted by their indexes alone: whether the account was closed here stands in each row.
ALTER TABLE contact_differences ADD COLUMN closed INTEGER CHECK (closed = 1);
UPDATE contact_differences SET closed = 1 WHERE member_id IN (SELECT id FROM members WHERE status = 'closed');
DROP INDEX contact_differences_open;
CREATE INDEX contact_differences_open ON contact_differences (kind, member_id, dismissed_at, closed) WHERE dismissed_at IS NULL AND closed IS NULL;
ALTER TABLE values_left_out ADD COLUMN closed INTEGER CHECK (closed = 1);
UPDATE values_left_out SET closed = 1 WHERE member_id IN (SELECT id FROM members WHERE status = 'closed');
DROP INDEX values_left_out_open;
CREATE INDEX values_left_out_open ON values_left_out (field, member_id, dismissed_at, closed) WHERE dismissed_at IS NULL AND closed IS NULL;
