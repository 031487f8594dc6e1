-- Sésame: every table, as a data dictionary.
--
-- Conventions
--   *_at      an instant, whole seconds since 1970-01-01 UTC
--   *_key     HMAC-SHA256 cut to 16 bytes, under a key derived from the key file: finds a value and reveals nothing of it
--   sealed    AES-256-GCM under a key derived from the key file, bound to the column and to the owning row
-- No value that names a member, gives access to an account or answers an identity question is stored in clear.

-- One row: what this file is and which key opens it.
CREATE TABLE meta (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  key_check  BLOB NOT NULL CHECK (length(key_check) = 16), -- HMAC of a fixed text, by which a wrong key file is detected at the start
  created_at INTEGER NOT NULL,
  audit_seq  INTEGER NOT NULL DEFAULT 0 CHECK (audit_seq >= 0), -- newest row of the audit log
  audit_hash BLOB,                                              -- its hash
  audit_head BLOB,                                              -- both, sealed: rows missing at the end are detected
  events     INTEGER NOT NULL DEFAULT 0 CHECK (events IN (0, 1)), -- 1: events are sent to another program, as the service was last configured
  probes     INTEGER NOT NULL DEFAULT 0,                        -- counts the writes that only test whether writing works
  members    INTEGER NOT NULL DEFAULT 0,                        -- number of members at the last start or import, which determines the budgets
  letters_back REAL NOT NULL DEFAULT 0 CHECK (letters_back BETWEEN 0 AND 1) -- share of the letters that were returned or lost, at that time; decoys' letters count as returned in the same share
) STRICT;

-- An adhérent, who owns an account. The data come from the back office's file; the state of the password is stored here.
CREATE TABLE members (
  id              INTEGER PRIMARY KEY,
  identifier_key  BLOB NOT NULL UNIQUE CHECK (length(identifier_key) = 16), -- first byte: n, s or t, as kind
  kind            TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  category        TEXT NOT NULL CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  profile         BLOB NOT NULL,                         -- sealed JSON: identifier, names, birth, postal address
  file_key        BLOB CHECK (length(file_key) = 16),    -- HMAC of the file's row, by which an unchanged row is recognised
  vitale_key      BLOB CHECK (length(vitale_key) = 16),  -- HMAC of identifier and carte Vitale serial number
  identity_key    BLOB CHECK (length(identity_key) = 16), -- HMAC of family name, first given name, birth date: FranceConnect; particuliers only

  password_hash        TEXT,    -- sealed argon2id, base64; null until the member has chosen one
  password_changed_at  INTEGER,
  temporary_hash       TEXT,    -- sealed argon2id of the temporary password, with its channel and times; base64; null when none is pending
  temporary_channel    TEXT CHECK (temporary_channel IN ('email', 'sms', 'letter', 'counter')),
  temporary_issued_at  INTEGER,
  temporary_expires_at INTEGER,

  contacts_confirmed_at INTEGER, -- null from a personalised password until « Je confirme mes coordonnées »
  pending_email         BLOB,    -- sealed: confirmed in the personalisation, and not verified yet; takes effect with the right code
  personalised_at       INTEGER, -- first end of a personalisation: from then on « oubli » goes by code

  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,

  closes_on TEXT CHECK (closes_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- the account is closed from this day on; null while the file has no day
  closed_at INTEGER, -- when the account was closed on that day: logins were ended and the event was recorded; null again once the file opens the account

  temporary_request TEXT, -- number of the message or letter with the temporary password; null for one from before schema 13
  pending_mobile    BLOB, -- sealed: entered in the personalisation, at whose end a code is sent there
  seal              BLOB, -- over personalised_at and the status (db/member_status.go); null while there is neither

  status            TEXT CHECK (status IN ('suspended', 'closed')), -- set by an agent, the command line or the member; null while the account is open
  status_cause      TEXT CHECK (status_cause IN ('death', 'left', 'duplicate', 'wish', 'other')), -- of a closed one
  status_at         INTEGER,
  status_by         TEXT,    -- agent:LOGIN, member, system
  survivor_id       INTEGER, -- members.id of the account that is kept in place of this one
  emptied_at        INTEGER, -- when password, contacts and passkeys were erased, a long time after the closing; the account cannot be reopened
  emptied_reachable INTEGER CHECK (emptied_reachable IN (0, 1)), -- whether a message could reach the member until then, so that strangers see no change

  temporary_settled_at INTEGER, -- when, after the temporary password was issued, the member logged in, or an agent set the entry « never came » aside; null until then

  CHECK ((temporary_hash IS NULL) = (temporary_channel IS NULL)),
  CHECK ((temporary_hash IS NULL) = (temporary_issued_at IS NULL)),
  CHECK ((temporary_hash IS NULL) = (temporary_expires_at IS NULL)),
  CHECK ((password_hash IS NULL) = (password_changed_at IS NULL))
) STRICT;
CREATE INDEX members_by_identity ON members (identity_key) WHERE identity_key IS NOT NULL;
CREATE INDEX members_to_close ON members (closes_on, id, closed_at, status) WHERE closes_on IS NOT NULL AND closed_at IS NULL;
CREATE INDEX members_closed ON members (closes_on) WHERE closed_at IS NOT NULL;
CREATE INDEX members_unused ON members (temporary_issued_at, id, closes_on, password_hash, temporary_settled_at, status)
  WHERE temporary_issued_at IS NOT NULL AND password_hash IS NULL AND temporary_settled_at IS NULL AND status IS NOT 'closed'; -- members who were invited and never logged in; covers the query that counts them
CREATE INDEX members_by_status ON members (status_at) WHERE status IS NOT NULL;
CREATE INDEX members_closed_here ON members (id) WHERE status = 'closed'; -- few rows, by which lists omit these members without reading each one
CREATE INDEX members_by_survivor ON members (survivor_id) WHERE survivor_id IS NOT NULL;

-- Temporary passwords that were replaced or used, the newest three of a member until their time is over: a person who types one is
-- told which one has replaced it.
CREATE TABLE former_temporaries (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  hash       TEXT NOT NULL,   -- sealed, with its channel and times: the hash that was in members; all temporary passwords of a member have the same salt
  expires_at INTEGER NOT NULL,
  alive      INTEGER NOT NULL DEFAULT 0 CHECK (alive IN (0, 1)), -- 1: only a letter has followed it, so that it is valid beside the letter's
  channel    TEXT CHECK (channel IN ('email', 'sms', 'letter', 'counter')), -- these three as in members; null for one from before schema 23
  request    TEXT,
  issued_at  INTEGER,
  seal       BLOB -- over the columns that decide, if alive is 1 (db/former_temporaries.go); null for the others
) STRICT;
CREATE INDEX former_temporaries_by_member ON former_temporaries (member_id, id);

-- The browser to which a temporary password belongs: the first one in which it was entered, or one whose user has proved their identity since.
CREATE TABLE temporary_browsers (
  member_id     INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  temporary_key BLOB NOT NULL CHECK (length(temporary_key) = 16), -- HMAC of the temporary password's hash
  browser_key   BLOB NOT NULL CHECK (length(browser_key) = 16),   -- HMAC of the browser's cookie and of the temporary password
  device        TEXT NOT NULL,
  entered_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL, -- with the temporary password
  told_at       INTEGER,          -- when the member was notified of an entry in another browser, which happens once
  PRIMARY KEY (member_id, temporary_key)
) STRICT, WITHOUT ROWID;

-- FranceConnect's subject identifier of a member, from the first login on: another one is refused until an agent resets the password.
CREATE TABLE franceconnect_subjects (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  client    TEXT NOT NULL,    -- issuer and client_id, for which the identifier is valid
  subject   BLOB NOT NULL,    -- sealed
  bound_at  INTEGER NOT NULL
) STRICT;

-- How a member is reached. A value that the member or an agent has set here takes precedence over the file's.
CREATE TABLE contacts (
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'landline', 'fax')),
  value       BLOB NOT NULL,  -- sealed: the address, or the number in E.164
  source      TEXT NOT NULL CHECK (source IN ('file', 'member', 'agent')),
  verified_at INTEGER,        -- a code sent there was typed correctly
  changed_at  INTEGER NOT NULL, -- when the value was changed: for 48 h a reset sent there needs a second agent
  PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;

-- A value of the file that differs from a contact stored here; agents review it.
CREATE TABLE contact_differences (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'landline', 'fax')),
  file_value BLOB NOT NULL, -- sealed
  seen_at    INTEGER NOT NULL,
  dismissed_at INTEGER,     -- when an agent kept the stored contact: not listed again until the file brings another value
  closed     INTEGER CHECK (closed = 1), -- members.status is closed: not listed; null otherwise
  PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_differences_open ON contact_differences (kind, member_id, dismissed_at, closed) WHERE dismissed_at IS NULL AND closed IS NULL;

-- A value of the file that could not be read. The former value is kept, and agents review it.
CREATE TABLE values_left_out (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  field        TEXT NOT NULL,    -- the column of the file
  payload      BLOB NOT NULL,    -- sealed JSON: the value, masked, and why it could not be read
  seen_at      INTEGER NOT NULL,
  dismissed_at INTEGER,          -- when an agent dismissed it: not listed again until the file brings another value
  closed       INTEGER CHECK (closed = 1), -- as in contact_differences
  PRIMARY KEY (member_id, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX values_left_out_open ON values_left_out (field, member_id, dismissed_at, closed) WHERE dismissed_at IS NULL AND closed IS NULL;

-- Entries of the agents' work lists that an agent has set aside: not listed again until their cause changes.
CREATE TABLE set_aside (
  list      TEXT NOT NULL CHECK (list IN ('returned', 'email', 'sms', 'closing')),
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  mark      INTEGER NOT NULL, -- the cause of the entry: an instant, or the ID of a row of the list's table
  set_at    INTEGER NOT NULL,
  PRIMARY KEY (list, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX set_aside_by_member ON set_aside (member_id);

-- Accounts that share a value which most accounts do not share. A daily comparison finds them.
CREATE TABLE likenesses (
  sort      TEXT NOT NULL CHECK (sort IN ('email', 'mobile', 'birth', 'street', 'siren')), -- birth: name and birth date; street: name and address
  mark_key  BLOB NOT NULL CHECK (length(mark_key) = 16), -- HMAC of the shared value
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  PRIMARY KEY (sort, mark_key, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_member ON likenesses (member_id);

-- The shared values, one row for each group of accounts, so that groups are listed and counted without reading each account.
CREATE TABLE likeness_groups (
  sort     TEXT NOT NULL CHECK (sort IN ('email', 'mobile', 'birth', 'street', 'siren')),
  mark_key BLOB NOT NULL CHECK (length(mark_key) = 16), -- as in likenesses
  set_at   INTEGER, -- when an agent set the group aside: not listed again until another account joins it
  PRIMARY KEY (sort, mark_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_groups_open ON likeness_groups (sort, mark_key, set_at) WHERE set_at IS NULL;

-- The index of the agents' search: names and addresses with their sounds, telephone numbers, e-mail
-- addresses, birth dates, beginnings of identifiers. A row covers one bucket of words and the 262,144 members of a group.
-- Without the key it reveals neither words nor members: only how many entries and groups there are, and which rows a change of
-- a member has changed.
CREATE TABLE search (
  slot_key BLOB NOT NULL UNIQUE CHECK (length(slot_key) = 16), -- HMAC of group (members.id / 262144) and bucket
  entries  BLOB NOT NULL -- sealed: hashes of words, each with the low 18 bits of the members.id of the members who have it
) STRICT;

-- Payments, whose amounts only the member knows: answers to the identity question.
CREATE TABLE payments (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  nature     TEXT NOT NULL CHECK (nature IN ('prestation', 'facture_cotisations', 'cotisations_salaires')),
  paid_on    TEXT NOT NULL CHECK (paid_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  amount_key BLOB NOT NULL CHECK (length(amount_key) = 16), -- HMAC of identifier, nature and cents
  import_id  INTEGER, -- imports.id of the file that contained it; null if unknown
  PRIMARY KEY (member_id, nature, paid_on, amount_key)
) STRICT, WITHOUT ROWID;

-- Members whom decoys imitate, a sample of each kind, with the facts that were last imitated (package account: Facts).
CREATE TABLE decoy_members (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  facts     TEXT NOT NULL
) STRICT;

-- What happened to the members with a kind of identifier, as shares of them: unknown identifiers go through the same
-- turns. Rows are added, in the order of turns.
CREATE TABLE decoy_turns (
  turn      INTEGER NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  at        INTEGER NOT NULL,
  slow      INTEGER NOT NULL CHECK (slow IN (0, 1)), -- decoys change one by one within the following week, not at once
  former    TEXT NOT NULL, -- the facts before the change; empty for new members
  latter    TEXT NOT NULL, -- the facts after it
  rests     INTEGER NOT NULL CHECK (rests BETWEEN 0 AND 3), -- contacts to which nothing is sent for 48 hours: 1 e-mail, 2 mobile
  odds      REAL NOT NULL CHECK (odds BETWEEN 0 AND 1), -- the share of those who had the former facts; for new members, of all members
  import_id INTEGER, -- imports.id of the file that made the change
  undoes    INTEGER, -- the turn of an import that was undone; nothing else happened then
  PRIMARY KEY (turn, kind, former, latter, rests)
) STRICT, WITHOUT ROWID;

-- A journey in progress. It holds facts, from which the current step is computed (package journey).
CREATE TABLE flows (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16), -- random
  journey     TEXT NOT NULL CHECK (journey IN ('personnalisation', 'changement', 'adresse', 'telephones', 'oubli', 'inscription',
    'agent-connexion', 'agent-enrolement', 'agent-cle', 'agent-application', 'agent-codes-de-secours', 'agent-invitation', 'agent-service')),
  revision    INTEGER NOT NULL DEFAULT 0,               -- incremented at each write, so that an outdated form is detected
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE, -- null for a decoy
  subject_key BLOB CHECK (length(subject_key) = 16),             -- identifier_key, of a member or of a decoy; null for an agent
  path        TEXT CHECK (path IN ('code', 'question', 'letter')),
  category    TEXT CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  channel     TEXT CHECK (channel IN ('email', 'sms')),
  request     TEXT,               -- the number shown on the screen and in the newest message
  codes_sent  INTEGER NOT NULL DEFAULT 0 CHECK (codes_sent >= 0),
  sent_at     INTEGER,            -- newest code
  blocked     TEXT CHECK (blocked IN ('codes', 'wrong')), -- the kind of limit of the account that was reached
  proved_at   INTEGER,            -- when the current password, the enrolment secret, the code or the answer was verified
  answer_right INTEGER CHECK (answer_right IN (0, 1)), -- of the identity question; null until it is answered
  new_email   BLOB,               -- sealed: the address or mobile number to verify by a code
  outcome     TEXT CHECK (outcome IN ('email', 'sms', 'letter', 'done', 'recovery-code')),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER,            -- finished, or « Abandonner »
  agent_id    INTEGER REFERENCES agents (id) ON DELETE CASCADE,  -- the agent whose journey it is; null for members and decoys
  secrets     BLOB,               -- sealed JSON: data that a journey needs until it ends
  browser_key BLOB CHECK (length(browser_key) = 16), -- HMAC of the cookie of the browser that owns an « oubli » or « inscription »; null for other journeys, which belong to a session
  demand      INTEGER CHECK ((demand IS NULL) = (browser_key IS NULL)), -- its number in that browser, from 1: each tab may have its own
  then_question INTEGER NOT NULL DEFAULT 0 CHECK (then_question IN (0, 1)), -- 1: the identity question follows the code
  seal        BLOB,               -- over the columns that decide (db/flows.go); null once it has ended
  CHECK ((agent_id IS NULL) = (subject_key IS NOT NULL)),
  CHECK (agent_id IS NULL OR member_id IS NULL),
  CHECK (ended_at IS NULL OR secrets IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX flows_by_expiry ON flows (expires_at);
CREATE INDEX flows_by_member ON flows (member_id); -- includes decoys, so that they cost as much as members
CREATE INDEX flows_by_browser ON flows (browser_key) WHERE browser_key IS NOT NULL;
CREATE INDEX flows_by_subject ON flows (subject_key) WHERE subject_key IS NOT NULL; -- finds the journey to which a typed code belongs

-- Confirmation codes, each for one purpose and one journey; only the newest is valid.
CREATE TABLE codes (
  id         INTEGER PRIMARY KEY,
  flow_id    BLOB NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16), -- HMAC of flow and code
  digits     INTEGER NOT NULL CHECK (digits BETWEEN 4 AND 16),
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER,
  request    TEXT NOT NULL DEFAULT '', -- number of its message
  series_key BLOB CHECK (length(series_key) = 16), -- HMAC of account and channel: a later demand without a message of its own uses the newest code of the series
  withheld   INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1)), -- 1: the row of such a demand, which counts its own attempts and has no code
  seal       BLOB -- over the columns that decide (db/codes.go); null for a code that was ended before it expired
) STRICT;
CREATE INDEX codes_by_flow ON codes (flow_id, id);
CREATE INDEX codes_by_series ON codes (series_key, id) WHERE series_key IS NOT NULL;

-- The events that limits count. subject_key: an account, a destination or a network address.
CREATE TABLE limit_events (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  subject_key BLOB NOT NULL CHECK (length(subject_key) = 16),
  object_key  BLOB CHECK (length(object_key) = 16), -- the object, for limits on the number of different objects, such as identifiers tried from an address
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX limit_events_by_subject ON limit_events (kind, subject_key, at);
CREATE INDEX limit_events_by_age ON limit_events (at);

-- A browser's session as scs stores it; the token is hashed, and the data are sealed and bound to the token and the expiry.
CREATE TABLE sessions (
  token      TEXT PRIMARY KEY,
  data       BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- A member's session, as « Email & Mot de passe » lists it; a password change ends it.
CREATE TABLE logins (
  id           INTEGER PRIMARY KEY,
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  method       TEXT NOT NULL CHECK (method IN ('password', 'temporary', 'franceconnect', 'passkey')),
  device       TEXT NOT NULL, -- « Firefox sur Windows »: the browser and its system, never the header itself
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER,
  seal         BLOB -- over the columns that decide (db/logins.go); null once it has ended
) STRICT;
CREATE INDEX logins_by_member ON logins (member_id, opened_at);

-- A member's passkey (WebAuthn): a phone or a computer with which they log in by a fingerprint, a face or the device's code.
CREATE TABLE member_passkeys (
  id         BLOB PRIMARY KEY,  -- chosen by the authenticator
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  record     BLOB NOT NULL,     -- sealed JSON, also bound to the member: the member's random user handle, public key, flags, signature counter
  device     TEXT NOT NULL,     -- « Safari sur iPhone »
  created_at INTEGER NOT NULL,
  used_at    INTEGER            -- newest log-in
) STRICT, WITHOUT ROWID;
CREATE INDEX member_passkeys_by_member ON member_passkeys (member_id);

-- Challenges for passkeys to sign: one for each browser, for one answer, valid for five minutes.
CREATE TABLE passkey_challenges (
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16), -- HMAC of the cookie of the browser that asked
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE, -- the member who adds a passkey; null for a log-in
  origin_key  BLOB CHECK (length(origin_key) = 16), -- HMAC of the network address: the newest of each are kept
  payload     BLOB NOT NULL,    -- sealed JSON, bound to browser, member and end: challenge and options
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (browser_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_challenges_by_origin ON passkey_challenges (origin_key, expires_at);
CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);

-- Members who said « Non merci » to a passkey: it is not offered again.
CREATE TABLE passkeys_declined (
  member_id   INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  declined_at INTEGER NOT NULL
) STRICT;

-- Messages to send. They are written in the transaction of the act that they report, and wiped once sent.
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,     -- random; the relay's Message-ID, the gateway's reference
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  kind        TEXT NOT NULL,            -- determines the text (package courier)
  channel     TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  payload     BLOB,                     -- sealed JSON: destination and values; null once sent
  request     TEXT,                     -- request number
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'expired', 'decoy')),
  tries       INTEGER NOT NULL DEFAULT 0,
  handed_over INTEGER NOT NULL DEFAULT 0, -- attempts whose answer was not recorded, because the program was killed meanwhile
  next_try_at INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,         -- at the latest with the secret that it carries
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  failure     TEXT,                     -- last failure: a class and a reply code, never an address
  to_key      BLOB NOT NULL CHECK (length(to_key) = 16), -- HMAC of the destination: shows whether an address that refused is still the member's
  fate        TEXT CHECK (fate IN ('delivered', 'delayed', 'bounced')), -- delivery report received after it was sent; null for none
  fate_at     INTEGER,
  fate_code   TEXT,                     -- status of RFC 3463, as 5.1.1, or the gateway's; never an address
  held_at     INTEGER,                  -- beyond its budget: since when it waits for an agent, or waited until it was ended; null for a message that may be sent
  code_id     INTEGER,                  -- of a held message: codes.id of the code in it, whose lifetime begins with the release
  house       TEXT,                     -- of a mail: the mail provider of the mailbox, or « other »; null if it was sent before schema 53
  stands      INTEGER CHECK (stands IN (0, 1)), -- of a refusal, when it was last looked at: 1 the contact is the member's and refuses, 0 agents need not see it; null: nobody has looked since what may have changed that
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((fate IS NULL) = (fate_at IS NULL)),
  CHECK (fate IS NOT NULL OR fate_code IS NULL)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_member ON outbox (member_id, created_at);
CREATE INDEX outbox_undelivered ON outbox (channel, id, member_id, stands) WHERE (fate = 'bounced' OR state = 'refused') AND stands IS NOT 0;
CREATE INDEX outbox_judged ON outbox (member_id, channel) WHERE stands IS NOT NULL;
CREATE INDEX outbox_by_request ON outbox (request); -- callers state the number of a message
CREATE INDEX outbox_held ON outbox (request) WHERE state = 'waiting' AND held_at IS NOT NULL;

-- Periods in which messages are not delivered: a relay or gateway accepts none, or a mail provider accepts
-- none while others do.
CREATE TABLE troubles (
  id       INTEGER PRIMARY KEY,
  channel  TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  house    BLOB,                                -- sealed: the provider, « La Poste » or a domain; null for the whole channel
  class    TEXT NOT NULL,                       -- newest refusal: a class and a reply code, never an address
  waiting  INTEGER NOT NULL CHECK (waiting >= 0), -- messages that waited for the provider when last counted; 0 for a channel
  since    INTEGER NOT NULL,                    -- first refusal after the last accepted message
  ended_at INTEGER                              -- when a message was accepted again; null while it lasts
) STRICT;
CREATE INDEX troubles_open ON troubles (id) WHERE ended_at IS NULL;

-- The results of the service's last checks of its surroundings, a row for each check.
CREATE TABLE checks (
  name      TEXT PRIMARY KEY,                   -- « disque »
  state     TEXT NOT NULL CHECK (state IN ('ok', 'attention', 'failed')),
  line      BLOB NOT NULL,                      -- sealed: its result, and the remedy
  since     INTEGER NOT NULL,                   -- since when the check has had its present state
  looked_at INTEGER NOT NULL,
  told      INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)) -- 1: the caisse was notified that it fails, and not yet that it works again
) STRICT;

-- Letters that were printed together, in one PDF with a cover sheet.
CREATE TABLE letter_batches (
  id         INTEGER PRIMARY KEY CHECK (id > 0), -- the number that people see: the newest one plus one
  actor      TEXT NOT NULL,                      -- agent:LOGIN, system
  layout     TEXT NOT NULL CHECK (layout IN ('recto', 'recto-verso')),
  count      INTEGER NOT NULL CHECK (count > 0), -- letters on the cover sheet, including those of members erased since
  created_at INTEGER NOT NULL
) STRICT;

-- Temporary passwords, identifiers and answers on paper: waiting → printed → posted → returned. expired: it is useless, because the password is
-- invalid or was used. renewed: another letter with another password has replaced it.
CREATE TABLE letters (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  payload     BLOB,                 -- sealed JSON: name, temporary password; null once printed
  request     TEXT,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'printed', 'posted', 'returned', 'expired', 'renewed')),
  former_id   INTEGER REFERENCES letters (id) ON DELETE SET NULL, -- the letter that it replaces
  accepted_key BLOB CHECK (length(accepted_key) = 16),           -- HMAC of the address that an agent has released, abbreviated or unchanged
  batch_id    INTEGER REFERENCES letter_batches (id),
  sheet       INTEGER CHECK (sheet > 0),                         -- its position in the batch, as on the cover sheet
  address_key BLOB CHECK (length(address_key) = 16),             -- HMAC of the address when it was printed: shows whether the address of a returned letter has changed since
  reason      TEXT,                 -- returned: unknown, access, refused, unclaimed; renewed: lost, jam, unreceived, late; expired: superseded, used, null for its time
  created_at  INTEGER NOT NULL,     -- of a password: as members.temporary_issued_at
  expires_at  INTEGER NOT NULL,     -- of a password: as members.temporary_expires_at; else until when it may be printed
  posted_at   INTEGER,
  done_at     INTEGER,              -- last change of state
  kind        TEXT NOT NULL DEFAULT 'password', -- its content: password, identifier, answer
  entry_id    INTEGER REFERENCES contact_entries (id) ON DELETE CASCADE, -- the answer in it; null for none
  held        INTEGER CHECK (held = 1),     -- 1: it could not be printed when last checked; null: it could, or it was not checked since a relevant change
  reached     INTEGER CHECK (reached = 1),  -- 1: after its return the member got another letter, or logged in; null: not recorded
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((batch_id IS NULL) = (sheet IS NULL)),
  CHECK ((batch_id IS NULL) = (address_key IS NULL)),
  CHECK (state NOT IN ('printed', 'posted', 'returned') OR batch_id IS NOT NULL),
  CHECK (state <> 'waiting' OR batch_id IS NULL),
  CHECK (CASE state
    WHEN 'returned' THEN reason IS NOT NULL AND reason IN ('unknown', 'access', 'refused', 'unclaimed')
    WHEN 'renewed' THEN reason IS NOT NULL AND reason IN ('lost', 'jam', 'unreceived', 'late')
    WHEN 'expired' THEN reason IS NULL OR reason IN ('superseded', 'used')
    ELSE reason IS NULL END)
) STRICT;
CREATE INDEX letters_by_state ON letters (state, id);
CREATE INDEX letters_held ON letters (id, expires_at) WHERE state = 'waiting' AND held = 1;
CREATE INDEX letters_unheld ON letters (id) WHERE state = 'waiting' AND held IS NULL;
CREATE INDEX letters_returned ON letters (id) WHERE state = 'returned' AND reached IS NULL;
CREATE INDEX letters_unprinted ON letters (state, expires_at, reason, created_at) WHERE batch_id IS NULL; -- counts waiting letters, finds lapsed and dropped ones
CREATE INDEX letters_by_member ON letters (member_id, id);
CREATE INDEX letters_by_request ON letters (request); -- the mailroom types the number of a returned letter
CREATE UNIQUE INDEX letters_by_batch ON letters (batch_id, sheet) WHERE batch_id IS NOT NULL;
CREATE INDEX letters_by_entry ON letters (entry_id) WHERE entry_id IS NOT NULL;
CREATE UNIQUE INDEX letters_by_former ON letters (former_id) WHERE former_id IS NOT NULL;

-- Short forms of a member's name for envelopes, where the file's is too long for the window; valid until the file has another name.
CREATE TABLE envelope_names (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  payload   BLOB NOT NULL, -- sealed JSON: each line of the file, and the shorter one
  set_at    INTEGER NOT NULL
) STRICT;

-- A letter that a stranger requested and that an agent has to grant. Its password is generated then. A row is deleted with
-- the decision, which the audit log records. Unknown identifiers have rows, too.
CREATE TABLE letter_requests (
  id          INTEGER PRIMARY KEY,
  subject_key BLOB NOT NULL UNIQUE CHECK (length(subject_key) = 16), -- identifier_key, of a member or of a decoy
  member_id   INTEGER UNIQUE REFERENCES members (id) ON DELETE CASCADE, -- null for a decoy
  request     TEXT NOT NULL,
  channel     TEXT CHECK (channel IN ('email', 'sms')),             -- of the notice that the letter is being sent
  why         TEXT NOT NULL CHECK (why IN ('quarter', 'budget')),   -- quarter: three letters in 90 days; budget: that of all letters
  asked_at    INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;

-- Messages of the contact form, which are sent to the caisse's mailbox and kept for the agents as threads: new → taken → answered, waiting for the
-- sender, or closed; a reply by mail reopens one. Each change increments revision; one that was made from an outdated page
-- changes nothing.
CREATE TABLE contact_messages (
  id          INTEGER PRIMARY KEY,
  number      TEXT NOT NULL UNIQUE, -- what the sender sees
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  sender_key  BLOB NOT NULL CHECK (length(sender_key) = 16), -- HMAC of the e-mail: the sender's other messages
  payload     BLOB NOT NULL,        -- sealed JSON: subject, name, identifier, e-mail, message, whether its member was logged in
  state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'waiting', 'answered', 'closed', 'reopened')),
  assignee    TEXT,                 -- agent:LOGIN who is assigned to it, or was last
  actor       TEXT,                 -- who changed the state last: agent:LOGIN, or sender for a reply
  reason      TEXT CHECK (reason IN ('spoken', 'duplicate', 'unwanted', 'elsewhere')), -- closed without an answer: why
  revision    INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  changed_at  INTEGER,              -- last change of state
  waits_since INTEGER,              -- since when its sender waits for an answer; null if they do not
  CHECK ((actor IS NULL) = (changed_at IS NULL)),
  CHECK (state IN ('new', 'closed') OR actor IS NOT NULL),
  CHECK (state <> 'taken' OR assignee IS NOT NULL),
  CHECK ((state IN ('new', 'taken', 'reopened')) = (waits_since IS NOT NULL)),
  CHECK ((state = 'closed') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX contact_messages_by_state ON contact_messages (state, id);
CREATE INDEX contact_messages_by_wait ON contact_messages (waits_since, id, assignee) WHERE waits_since IS NOT NULL; -- covers the queries that count messages
CREATE INDEX contact_messages_by_sender ON contact_messages (sender_key, id);
CREATE INDEX contact_messages_by_member ON contact_messages (member_id, id) WHERE member_id IS NOT NULL;

-- The entries of a thread, in order: what agents wrote and did, and the replies of the sender.
CREATE TABLE contact_entries (
  id         INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('answer', 'reply', 'note', 'call', 'taken', 'assigned', 'closed')),
  reference  TEXT NOT NULL UNIQUE, -- random: payload is bound to it; for an answer, that of its message in the outbox, by which its delivery and replies are recognised
  actor      TEXT,                 -- agent:LOGIN; null for a reply
  detail     TEXT,                 -- assigned: agent:LOGIN who has it now; closed: why
  payload    BLOB,                 -- sealed JSON: the text; of a reply also the cited text, the author and the omitted attachments
  reply_key  BLOB CHECK (length(reply_key) = 16), -- HMAC of a reply's mail, so that it is stored once
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'reply') = (actor IS NULL)),
  CHECK ((kind = 'reply') = (reply_key IS NOT NULL)),
  CHECK ((kind IN ('assigned', 'closed')) = (detail IS NOT NULL)),
  CHECK ((kind IN ('answer', 'reply', 'note', 'call')) = (payload IS NOT NULL))
) STRICT;
CREATE INDEX contact_entries_by_message ON contact_entries (message_id, id);
CREATE UNIQUE INDEX contact_entries_by_reply ON contact_entries (reply_key) WHERE reply_key IS NOT NULL;

-- The words of a message's subject and of its sender's name and address, by which agents find it.
CREATE TABLE contact_terms (
  term_key   BLOB NOT NULL CHECK (length(term_key) = 16), -- HMAC of a word in lower case without accents
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  PRIMARY KEY (term_key, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_terms_by_message ON contact_terms (message_id);

-- Ready answers, which supervisors maintain. An agent reads and completes one before it is sent.
CREATE TABLE ready_answers (
  id         INTEGER PRIMARY KEY,
  title      TEXT NOT NULL UNIQUE,
  words      TEXT NOT NULL,              -- with {nom}, {numero}, {caisse}, {telephone}
  used       INTEGER NOT NULL DEFAULT 0, -- answers that were sent with it
  revision   INTEGER NOT NULL DEFAULT 0, -- begins with the Unix time of its creation, because SQLite may reuse the ID of a removed one
  actor      TEXT,                       -- agent:LOGIN of the last change; null as shipped
  changed_at INTEGER
) STRICT;

-- A file of the back office that an agent has uploaded, checking → checked → loading → loaded, or that the command
-- has loaded. The file itself is never stored here: an uploaded one is on the disk without a name, encrypted, while it is
-- needed and the program runs.
CREATE TABLE imports (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE, -- random: payload is bound to it
  actor       TEXT NOT NULL,        -- agent:LOGIN who uploaded it; system for the command
  kind        TEXT NOT NULL CHECK (kind IN ('adherents', 'paiements')),
  phase       TEXT NOT NULL CHECK (phase IN ('checking', 'checked', 'loading', 'loaded', 'held', 'failed', 'cancelled', 'interrupted', 'dropped')),
  going       INTEGER NOT NULL DEFAULT 0 CHECK (going IN (0, 1)), -- 1: valid lines are loaded although others are refused
  payload     BLOB NOT NULL,        -- sealed JSON: name of the file, first refused lines with masked values, why it failed
  bytes       INTEGER NOT NULL CHECK (bytes >= 0),
  lines       INTEGER NOT NULL DEFAULT 0, -- these seven: of the last reading
  added       INTEGER NOT NULL DEFAULT 0,
  changed     INTEGER NOT NULL DEFAULT 0,
  unchanged   INTEGER NOT NULL DEFAULT 0,
  refused     INTEGER NOT NULL DEFAULT 0,
  warnings    INTEGER NOT NULL DEFAULT 0,
  differences INTEGER NOT NULL DEFAULT 0,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,

  loaded_at     INTEGER, -- the instant of all that it wrote; null if it wrote nothing
  newest_before INTEGER, -- members.id of the newest member before it; its new members follow, as many as were added
  undone_at     INTEGER, -- when it was undone
  undone_by     TEXT,    -- agent:LOGIN, system

  CHECK ((phase IN ('checking', 'checked', 'loading')) = (ended_at IS NULL))
) STRICT;

-- The values of members before an import changed them, kept for a day so that it can be undone.
CREATE TABLE former_members (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id    INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  category     TEXT NOT NULL,
  profile      BLOB NOT NULL, -- sealed, as in members
  vitale_key   BLOB,
  identity_key BLOB,
  closes_on    TEXT,
  updated_at   INTEGER NOT NULL,
  lost_identity_key BLOB, -- identity_key, if the import has replaced it
  PRIMARY KEY (member_id, import_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_members_by_lost_identity ON former_members (lost_identity_key) WHERE lost_identity_key IS NOT NULL;

-- The contacts that an import changed, as they were.
CREATE TABLE former_contacts (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id  INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  value      BLOB,    -- sealed, as in contacts; null if there was none
  changed_at INTEGER,
  PRIMARY KEY (member_id, import_id, kind)
) STRICT, WITHOUT ROWID;

-- The former state of the differences and values left out that an import has changed.
CREATE TABLE former_notes (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id    INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  list         TEXT NOT NULL CHECK (list IN ('contact_differences', 'values_left_out')), -- the table
  field        TEXT NOT NULL, -- contact_differences.kind, values_left_out.field
  payload      BLOB,          -- sealed, as there; null if there was none
  seen_at      INTEGER,
  dismissed_at INTEGER,
  PRIMARY KEY (member_id, import_id, list, field)
) STRICT, WITHOUT ROWID;

-- At most one row: the import that is being written or undone, in many short transactions. Until the last of them, readers
-- see the former values (db/seen.go).
CREATE TABLE import_work (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  stage     TEXT NOT NULL CHECK (stage IN ('arriving', 'leaving', 'sweeping')), -- being written; being undone; published, while former words are removed from the search index
  first     INTEGER NOT NULL, -- its new members have a members.id after this one,
  last      INTEGER NOT NULL, -- up to and with this one
  restored  INTEGER NOT NULL DEFAULT 0 CHECK (restored >= 0), -- these three: what was undone so far
  removed   INTEGER NOT NULL DEFAULT 0 CHECK (removed >= 0),
  kept      INTEGER NOT NULL DEFAULT 0 CHECK (kept >= 0)
) STRICT;

-- An employee of the caisse who helps members.
CREATE TABLE agents (
  id                   INTEGER PRIMARY KEY,
  login                TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 40), -- lower case; in the audit log as agent:LOGIN
  role                 TEXT NOT NULL CHECK (role IN ('agent', 'courrier', 'superviseur')),
  user_handle          BLOB NOT NULL UNIQUE CHECK (length(user_handle) = 32), -- random: the user handle of the agent's passkeys
  enrolment_key        BLOB CHECK (length(enrolment_key) = 16), -- HMAC of login and one-time secret; null once used
  enrolment_expires_at INTEGER,
  password_hash        TEXT,    -- sealed argon2id, base64; null until the agent has enrolled, and for an agent of the directory
  totp_secret          BLOB,    -- sealed; null for none
  totp_step            INTEGER, -- newest 30-second step whose code was accepted, so that each code is accepted once
  enrolled_at          INTEGER, -- when password and second factor were stored, or a login by the directory with the second factor that is required besides
  disabled_at          INTEGER,
  created_at           INTEGER NOT NULL,
  opened_at            INTEGER, -- from when the access counts for approvals: the enrolment or the creation on the server; set again at an invitation, and when the role first allows approvals
  seal      BLOB NOT NULL DEFAULT x'', -- over the columns that decide what the agent may do (db/row_seals.go)
  shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1)), -- 0: single-key shortcuts are off
  directory_key        BLOB UNIQUE CHECK (length(directory_key) = 16), -- HMAC of issuer and subject of the person in the caisse's directory; null for an agent with a password here
  directory_until      INTEGER, -- until when a person of the directory may be bound to this login; null if none is awaited
  name                 BLOB,    -- sealed: the name that colleagues see, with site and extension if the caisse wants them; null: they see the login
  CHECK ((enrolment_key IS NULL) = (enrolment_expires_at IS NULL)),
  CHECK (enrolled_at IS NULL OR password_hash IS NOT NULL OR directory_key IS NOT NULL),
  CHECK (password_hash IS NULL OR directory_key IS NULL)
) STRICT;

-- An agent's passkey (WebAuthn): a phone, a computer or a security key.
CREATE TABLE agent_passkeys (
  id         BLOB PRIMARY KEY,  -- chosen by the authenticator
  agent_id   INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  record     BLOB NOT NULL,     -- sealed JSON, also bound to the agent: public key, flags, signature counter
  name       TEXT NOT NULL,     -- « Clé du 23 novembre 2026 »
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_passkeys_by_agent ON agent_passkeys (agent_id);

-- Recovery codes of agents who have lost their second factor; each is valid once.
CREATE TABLE agent_recovery_codes (
  agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  code_key BLOB NOT NULL CHECK (length(code_key) = 16), -- HMAC of user_handle and code
  PRIMARY KEY (agent_id, code_key)
) STRICT, WITHOUT ROWID;

-- A browser in which the holder of an account has logged in: it has counters of its own, so that strangers' attempts do not
-- count there. A couple's browser has a row for each of them.
CREATE TABLE known_browsers (
  id          INTEGER PRIMARY KEY,
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16), -- HMAC of its cookie
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE, -- whose account,
  agent_id    INTEGER REFERENCES agents (id) ON DELETE CASCADE,  -- one of the two
  device      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL, -- newest log-in
  expires_at  INTEGER NOT NULL,
  seal        BLOB NOT NULL DEFAULT x'', -- over the columns that decide (db/row_seals.go)
  UNIQUE (member_id, browser_key),
  UNIQUE (agent_id, browser_key),
  CHECK ((member_id IS NULL) <> (agent_id IS NULL))
) STRICT;

-- An agent's session.
CREATE TABLE agent_logins (
  id           INTEGER PRIMARY KEY,
  agent_id     INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  device       TEXT NOT NULL,
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER,
  seal         BLOB, -- over the columns that decide (db/agent_logins.go); null once it has ended
  directory_sid BLOB CHECK (length(directory_sid) = 16) -- HMAC of the directory's session ID; null if it sent none
) STRICT;
CREATE INDEX agent_logins_by_agent ON agent_logins (agent_id, opened_at);

-- Requests that a second agent must approve: a reset to a contact that was changed lately, the closing of an account, the erasure of a member.
CREATE TABLE approvals (
  id              INTEGER PRIMARY KEY,
  member_id       INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  channel         TEXT CHECK (channel IN ('email', 'sms', 'counter')), -- of a reset, as the next one
  destination_key BLOB CHECK (length(destination_key) = 16), -- HMAC of the address or number: if it has changed since, the request does not apply
  asker           TEXT NOT NULL,    -- agents.login
  reason          TEXT NOT NULL,    -- as in the audit log: no identifier, no address
  asked_at        INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  decision        TEXT CHECK (decision IN ('approved', 'refused', 'cancelled', 'overtaken')), -- overtaken: the member was helped in another way, or the contact has changed
  decider         TEXT,             -- agents.login
  decided_at      INTEGER,
  decision_reason TEXT,
  seal            BLOB NOT NULL DEFAULT x'', -- over the columns that decide (db/row_seals.go)
  motive          TEXT NOT NULL DEFAULT '',  -- why, as one of the choices of the form
  act             TEXT NOT NULL DEFAULT 'reset' CHECK (act IN ('reset', 'close', 'erase')),
  cause           TEXT CHECK (cause IN ('death', 'left', 'duplicate', 'wish', 'other')), -- of a closing
  survivor_id     INTEGER, -- members.id of the account that is kept in place of the closed one
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK (decision <> 'approved' OR decider <> asker),
  CHECK ((act = 'reset') = (channel IS NOT NULL)),
  CHECK ((act = 'close') = (cause IS NOT NULL))
) STRICT;
CREATE INDEX approvals_by_member ON approvals (member_id, id);
CREATE INDEX approvals_open ON approvals (expires_at) WHERE decision IS NULL;

-- A code that a member on the telephone reads back to the agent. It proves the member's identity, or that a new contact is spelled
-- correctly, and gives no access.
CREATE TABLE call_codes (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE, -- the agent's session, for which alone it is a proof
  contact    TEXT NOT NULL CHECK (contact IN ('email', 'mobile')),
  destination_key BLOB NOT NULL CHECK (length(destination_key) = 16), -- HMAC of the destination: if the contact has changed since, the code proves nothing about it
  proves     TEXT NOT NULL CHECK (proves IN ('identity', 'fresh', 'spelling')), -- it was sent to a verified contact; to one that was changed lately; to an unverified one
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16), -- HMAC of member, session and code
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER, -- when it was read back correctly
  seal       BLOB -- over the columns that decide (db/call_codes.go); null for a code that was ended before it expired
) STRICT;
CREATE INDEX call_codes_by_member ON call_codes (member_id, login_id, id);

-- Former contacts of a member: for 48 hours after the change notices are sent there, too, and a code sent there proves
-- the member's identity.
CREATE TABLE replaced_contacts (
  id          INTEGER PRIMARY KEY,
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('email', 'mobile')),
  value       BLOB NOT NULL, -- sealed
  verified_at INTEGER,       -- as it was when it was replaced, like the next one
  changed_at  INTEGER NOT NULL,
  replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX replaced_contacts_by_member ON replaced_contacts (member_id, replaced_at);
CREATE INDEX replaced_contacts_by_age ON replaced_contacts (replaced_at);

-- A mandate by which somebody acts for a member, such as a guardian. It gives no access; agents see it and are asked about it.
CREATE TABLE mandates (
  id         INTEGER PRIMARY KEY,
  reference  BLOB NOT NULL UNIQUE CHECK (length(reference) = 16), -- random: payload is bound to it
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  holder_id  INTEGER REFERENCES members (id) ON DELETE CASCADE, -- the account of the person who acts for the member; null if they have none
  payload    BLOB NOT NULL, -- sealed: kind, person, scope, the document seen, days, agents (db/mandates.go)
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,       -- by an agent
  CHECK (holder_id <> member_id)
) STRICT;
CREATE INDEX mandates_by_member ON mandates (member_id, id);
CREATE INDEX mandates_by_holder ON mandates (holder_id, id);

-- A telephone call with two words of its own, which the agent says and the member reads, so that the member recognises the agent.
CREATE TABLE calls (
  id         INTEGER PRIMARY KEY,
  reference  BLOB NOT NULL UNIQUE CHECK (length(reference) = 16), -- random: words is bound to it
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE, -- the agent's session
  words      BLOB NOT NULL,    -- sealed; no other call of this member has them
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, -- when the words expire
  seal       BLOB -- over the member, the session and the expiry (db/calls.go); null for a call that was ended before it expired
) STRICT;
CREATE INDEX calls_by_member ON calls (member_id, id);

-- Another program of the caisse that lets members in by a login here (OpenID Connect 1.0).
CREATE TABLE clients (
  id         INTEGER PRIMARY KEY,
  client_id  TEXT NOT NULL UNIQUE, -- random
  name       TEXT NOT NULL UNIQUE, -- the name that members and agents read
  secret_key BLOB CHECK (length(secret_key) = 16), -- HMAC of client_id and secret; null for a public client, which has none
  scopes     TEXT NOT NULL,        -- scopes that it may request, separated by spaces
  signature  TEXT NOT NULL CHECK (signature IN ('RS256', 'ES256')), -- of its ID tokens and logout tokens
  start_url  TEXT,                 -- page that « Mon espace privé » opens; null if it does not show the client
  logout_url TEXT,                 -- where logout tokens are sent (back-channel logout); null for none
  created_at INTEGER NOT NULL,
  used_at    INTEGER,              -- when it last exchanged a code
  seal       BLOB NOT NULL DEFAULT x'' -- over the columns that decide what it may do, and its addresses (db/row_seals.go)
) STRICT;

-- The redirect URIs of a client, compared exactly.
CREATE TABLE client_redirects (
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  url       TEXT NOT NULL,
  PRIMARY KEY (client_id, url)
) STRICT, WITHOUT ROWID;

-- A client's subject identifier of a member (the claim « sub »): random, so that two clients cannot compare them, and permanent.
CREATE TABLE client_subjects (
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  subject   TEXT NOT NULL UNIQUE,
  seal      BLOB NOT NULL DEFAULT x'', -- over all of it (db/client_logins.go)
  PRIMARY KEY (member_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_subjects_by_client ON client_subjects (client_id);

-- A client that a login has opened, which is notified when the login ends.
CREATE TABLE client_logins (
  login_id  INTEGER NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  sid       TEXT NOT NULL UNIQUE, -- random: the claim « sid »
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (login_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_logins_by_client ON client_logins (client_id);

-- A client's request that waits for its member to log in.
CREATE TABLE authorizations (
  number      INTEGER PRIMARY KEY, -- the order in which they came
  id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16), -- random
  client_id   INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16), -- HMAC of the browser's cookie, because only this browser answers it
  payload     BLOB NOT NULL,    -- sealed JSON: the request
  created_at  INTEGER NOT NULL,
  chosen_at   INTEGER NOT NULL, -- when a login page was last submitted for it, by which the tab in use is recognised
  expires_at  INTEGER NOT NULL,
  answered_at INTEGER
) STRICT;
CREATE INDEX authorizations_by_browser ON authorizations (browser_key);
CREATE INDEX authorizations_by_client ON authorizations (client_id);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);

-- An authorization code, and the access token that it was exchanged for. Both are valid only as long as the login.
CREATE TABLE grants (
  id               INTEGER PRIMARY KEY,
  client_id        INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  login_id         INTEGER NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  code_key         BLOB NOT NULL UNIQUE CHECK (length(code_key) = 16), -- HMAC of the code
  payload          BLOB NOT NULL, -- sealed JSON: the request that it answers
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL, -- of the code
  spent_at         INTEGER,
  token_key        BLOB UNIQUE CHECK (length(token_key) = 16), -- HMAC of the access token; null until the exchange, and once it is revoked
  token_expires_at INTEGER,
  seal             BLOB NOT NULL DEFAULT x'', -- over the columns that decide (db/row_seals.go)
  CHECK ((token_key IS NULL) = (token_expires_at IS NULL))
) STRICT;
CREATE INDEX grants_by_login ON grants (login_id);
CREATE INDEX grants_by_client ON grants (client_id);
CREATE INDEX grants_by_age ON grants (created_at);

-- The keys that sign ID tokens and logout tokens. For each algorithm the newest one that has begun signs; the next one is
-- published before its time, and the former one for a while after.
CREATE TABLE signing_keys (
  id          INTEGER PRIMARY KEY,
  kid         TEXT NOT NULL UNIQUE,
  algorithm   TEXT NOT NULL CHECK (algorithm IN ('RS256', 'ES256')),
  private_key BLOB NOT NULL, -- sealed: PKCS #8
  signs_from  INTEGER NOT NULL
) STRICT;

-- The outbox of other programs: logout tokens for clients, and events. A logout token is signed when it is sent.
CREATE TABLE deliveries (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE, -- random: the token's jti, the event's number
  kind        TEXT NOT NULL CHECK (kind IN ('logout', 'event')),
  client_id   INTEGER REFERENCES clients (id) ON DELETE CASCADE, -- the client that it notifies; null for an event
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  payload     BLOB,                 -- sealed JSON; null once sent
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'expired')),
  tries       INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  next_try_at INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  failure     TEXT,                 -- last failure: a class and a status, never an address
  CHECK ((kind = 'logout') = (client_id IS NOT NULL)),
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((state = 'waiting') = (done_at IS NULL))
) STRICT;
CREATE INDEX deliveries_due ON deliveries (client_id, next_try_at) WHERE state = 'waiting';
CREATE INDEX deliveries_by_client ON deliveries (client_id, created_at);
CREATE INDEX deliveries_by_member ON deliveries (member_id);

-- Files written for the back office; the next one continues after the newest.
CREATE TABLE exports (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('contacts')),
  since      INTEGER NOT NULL, -- the changes after this row of the audit log,
  until      INTEGER NOT NULL, -- up to and with this one
  lines      INTEGER NOT NULL CHECK (lines >= 0),
  created_at INTEGER NOT NULL
) STRICT;

-- Copies of the database (`sesame backup`, or the service by itself): one row per attempt. A copy counts once it was opened again
-- and verified.
CREATE TABLE backups (
  id         INTEGER PRIMARY KEY,
  file       TEXT NOT NULL,                              -- path of the copy
  made_at    INTEGER NOT NULL,                           -- it contains what was committed by then
  took_ms    INTEGER NOT NULL CHECK (took_ms >= 0),      -- until it was verified, or failed
  bytes      INTEGER NOT NULL CHECK (bytes >= 0),        -- these three: 0 for a failed attempt
  members    INTEGER NOT NULL CHECK (members >= 0),
  audit_seq  INTEGER NOT NULL CHECK (audit_seq >= 0),    -- newest row of its audit log
  audit_hash BLOB CHECK (length(audit_hash) = 32),       -- that row's hash; null where there is none
  failure    TEXT CHECK (failure IN ('room', 'folder', 'damaged', 'slow', 'stopped', 'other')) -- null: verified
) STRICT;
CREATE INDEX backups_proved ON backups (made_at) WHERE failure IS NULL;

-- Statistics: numbers by day, written in the transaction of what they count. They identify nobody and are kept 400 days.
CREATE TABLE figures (
  day    TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- in Paris
  name   TEXT NOT NULL, -- what is counted (db/figures.go)
  detail TEXT NOT NULL, -- kind; may be empty
  n      INTEGER NOT NULL CHECK (n > 0),
  PRIMARY KEY (day, name, detail)
) STRICT, WITHOUT ROWID;

-- The audit log: what was done, by whom, on whose account. Append-only; each row is chained to the one before it. It contains no names.
CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY,                              -- without gaps
  segment TEXT NOT NULL CHECK (length(segment) = 7),        -- month, 2026-11: purged as a whole after 12 months
  at      INTEGER NOT NULL,
  event   TEXT NOT NULL,                                    -- one of the catalogue, journey/events
  actor   TEXT NOT NULL,                                    -- member, stranger, agent:LOGIN, system
  target  TEXT NOT NULL,                                    -- identifier_key under the key of that day, in hexadecimal, of a member or of an unknown identifier; may be empty
  origin  TEXT NOT NULL,                                    -- keyed hash of the network address; may be empty
  result  TEXT NOT NULL CHECK (result IN ('ok', 'refused', 'blocked')),
  reason  TEXT NOT NULL,                                    -- of rows from before schema 5, which have none of the fields below; empty in all others
  hash    BLOB NOT NULL CHECK (length(hash) = 32),          -- HMAC-SHA256 of the former row's and of this row, under the key of that day
  channel  TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'email', 'sms', 'letter', 'counter')), -- these may all be empty
  contacts TEXT NOT NULL DEFAULT '',                        -- kinds of contacts, separated by commas
  journey  TEXT NOT NULL DEFAULT '',
  way      TEXT NOT NULL DEFAULT '',                        -- by which means somebody logged in or proved their identity
  login    TEXT NOT NULL DEFAULT '',                        -- of the agent whom the act concerns
  role     TEXT NOT NULL DEFAULT '',                        -- that this agent has from then on
  request  TEXT NOT NULL DEFAULT '',                        -- request number
  object   TEXT NOT NULL DEFAULT '',                        -- the object, if it is not an account
  cause    TEXT NOT NULL DEFAULT '',                        -- the cause or the result: a word of the program
  numbers  TEXT NOT NULL DEFAULT '' CHECK (numbers = '' OR json_valid(numbers)), -- JSON: counts, and the numbers of batches, imports, keys
  note     TEXT NOT NULL DEFAULT '',                        -- the reason that an agent typed
  motive   TEXT NOT NULL DEFAULT ''                         -- why an agent acts, as one of the choices of the form
) STRICT;
CREATE INDEX audit_by_target ON audit (target, seq) WHERE target <> '';
CREATE INDEX audit_by_agents ON audit (seq) WHERE actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.'; -- acts of agents, and attempts to log in as one
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- Events that a limit prevented, again after the first one, which is written at once. They are counted here, and written as one
-- row with their number at the end of a span, which doubles from a minute to an hour while they go on.
CREATE TABLE audit_held (
  event   TEXT NOT NULL,
  actor   TEXT NOT NULL,
  target  TEXT NOT NULL,
  details TEXT NOT NULL,    -- the columns from channel to motive, as JSON
  span    INTEGER NOT NULL CHECK (span > 0), -- in seconds
  until   INTEGER NOT NULL, -- its end
  newest  INTEGER NOT NULL, -- newest event, counted or written
  times   INTEGER NOT NULL CHECK (times >= 0), -- counted in this span
  PRIMARY KEY (event, actor, target, details)
) STRICT;
CREATE INDEX audit_held_by_end ON audit_held (until);

-- The last number and hash of the purged segments, which the kept rows continue.
CREATE TABLE audit_segments (
  last_seq  INTEGER PRIMARY KEY,
  last_hash BLOB NOT NULL CHECK (length(last_hash) = 32),
  seal      BLOB NOT NULL CHECK (length(seal) = 32), -- both, under the key
  purged_at INTEGER NOT NULL
) STRICT;
