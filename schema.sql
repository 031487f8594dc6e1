-- Sésame: every table, as a data dictionary.
--
-- Conventions
--   *_at      an instant, whole seconds since 1970-01-01 UTC
--   *_key     HMAC-SHA256 cut to 16 bytes, under a key derived from the key file: finds a value, tells nothing
--   sealed    AES-256-GCM under a key derived from the key file, bound to the column and to the owning row
-- Nothing that names a member, opens an account or answers a question stands here in clear.

-- One row: what this file is and which key opens it.
CREATE TABLE meta (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  key_check  BLOB NOT NULL CHECK (length(key_check) = 16), -- HMAC of a fixed text: a wrong key file is told at start
  created_at INTEGER NOT NULL,
  audit_seq  INTEGER NOT NULL DEFAULT 0 CHECK (audit_seq >= 0), -- newest row of the audit log
  audit_hash BLOB,                                              -- its hash
  audit_head BLOB,                                              -- both, sealed by the key: rows missing at the end are told
  events     INTEGER NOT NULL DEFAULT 0 CHECK (events IN (0, 1)), -- 1: events go out, as the service was last configured
  probes     INTEGER NOT NULL DEFAULT 0,                        -- counts tries to write, whose only purpose is to see whether it works
  members    INTEGER NOT NULL DEFAULT 0,                        -- how many there were at the last start or import: budgets are sized to them
  letters_back REAL NOT NULL DEFAULT 0 CHECK (letters_back BETWEEN 0 AND 1) -- part of the letters that came back or were lost, as of then: those of decoys do, too
) STRICT;

-- An adhérent: who owns an account. Comes from the back office's file; the password's life is kept here.
CREATE TABLE members (
  id              INTEGER PRIMARY KEY,
  identifier_key  BLOB NOT NULL UNIQUE CHECK (length(identifier_key) = 16), -- first byte: n, s or t, as kind
  kind            TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  category        TEXT NOT NULL CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  profile         BLOB NOT NULL,                         -- sealed JSON: identifier, names, birth, postal address
  file_key        BLOB CHECK (length(file_key) = 16),    -- HMAC of the file's row: the same row again changes nothing
  vitale_key      BLOB CHECK (length(vitale_key) = 16),  -- HMAC of identifier and carte Vitale serial number
  identity_key    BLOB CHECK (length(identity_key) = 16), -- HMAC of family name, first given name, birth date: FranceConnect; particuliers only

  password_hash        TEXT,    -- sealed argon2id, base64; null until the member has chosen one
  password_changed_at  INTEGER,
  temporary_hash       TEXT,    -- sealed argon2id of the temporary password, with its channel and times; base64; null when none is pending
  temporary_channel    TEXT CHECK (temporary_channel IN ('email', 'sms', 'letter', 'counter')),
  temporary_issued_at  INTEGER,
  temporary_expires_at INTEGER,

  contacts_confirmed_at INTEGER, -- null from a personalised password until « Je confirme mes coordonnées »
  pending_email         BLOB,    -- sealed: confirmed in the personalisation, not verified yet; counts once its code is right
  personalised_at       INTEGER, -- first end of a personalisation: from then on « oubli » goes by code

  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,

  closes_on TEXT CHECK (closes_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- from this day the account is closed; null while the file says nothing
  closed_at INTEGER, -- that day has come: logins were ended and the event noted; null again once the file opens the account

  temporary_request TEXT, -- number of the message or letter with the temporary password; null for one from before schema 13
  pending_mobile    BLOB, -- sealed: stated in the personalisation; at its end a code goes there
  seal              BLOB, -- over personalised_at and the status (db/member_status.go); null while there is neither

  status            TEXT CHECK (status IN ('suspended', 'closed')), -- what an agent, the command line or the member has made of it; null while it is open
  status_cause      TEXT CHECK (status_cause IN ('death', 'left', 'duplicate', 'wish', 'other')), -- of a closed one
  status_at         INTEGER,
  status_by         TEXT,    -- agent:LOGIN, member, system
  survivor_id       INTEGER, -- members.id of the account that is kept in place of this one
  emptied_at        INTEGER, -- password, contacts and passkeys were erased, because it was closed for long; nobody opens it again
  emptied_reachable INTEGER CHECK (emptied_reachable IN (0, 1)), -- whether a message could reach the member until then: strangers see no change

  temporary_settled_at INTEGER, -- since the temporary password was issued the member came in, or an agent has put aside that they do not come; null until then

  CHECK ((temporary_hash IS NULL) = (temporary_channel IS NULL)),
  CHECK ((temporary_hash IS NULL) = (temporary_issued_at IS NULL)),
  CHECK ((temporary_hash IS NULL) = (temporary_expires_at IS NULL)),
  CHECK ((password_hash IS NULL) = (password_changed_at IS NULL))
) STRICT;
CREATE INDEX members_by_identity ON members (identity_key) WHERE identity_key IS NOT NULL;
CREATE INDEX members_to_close ON members (closes_on, id, closed_at, status) WHERE closes_on IS NOT NULL AND closed_at IS NULL;
CREATE INDEX members_closed ON members (closes_on) WHERE closed_at IS NOT NULL;
CREATE INDEX members_unused ON members (temporary_issued_at, id, closes_on, password_hash, temporary_settled_at, status)
  WHERE temporary_issued_at IS NOT NULL AND password_hash IS NULL AND temporary_settled_at IS NULL AND status IS NOT 'closed'; -- invited, and never came: with all that their number asks
CREATE INDEX members_by_status ON members (status_at) WHERE status IS NOT NULL;
CREATE INDEX members_closed_here ON members (id) WHERE status = 'closed'; -- few: lists leave them out without reading each member
CREATE INDEX members_by_survivor ON members (survivor_id) WHERE survivor_id IS NOT NULL;

-- Temporary passwords that were replaced or used, the newest three of a member until their time is over: who types one is
-- told which one has its place.
CREATE TABLE former_temporaries (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  hash       TEXT NOT NULL,   -- sealed, with its channel and times: the one that was in members; the salt is the same for all temporary passwords of a member
  expires_at INTEGER NOT NULL,
  alive      INTEGER NOT NULL DEFAULT 0 CHECK (alive IN (0, 1)), -- 1: only a letter has followed it, so that it is good beside the letter's
  channel    TEXT CHECK (channel IN ('email', 'sms', 'letter', 'counter')), -- these three as in members; null for one from before schema 23
  request    TEXT,
  issued_at  INTEGER,
  seal       BLOB -- over what one that is alive is (db/former_temporaries.go); null for the others
) STRICT;
CREATE INDEX former_temporaries_by_member ON former_temporaries (member_id, id);

-- The browser to which a temporary password belongs: the first in which it was entered, or another one that has proved itself since.
CREATE TABLE temporary_browsers (
  member_id     INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  temporary_key BLOB NOT NULL CHECK (length(temporary_key) = 16), -- HMAC of the temporary password's hash
  browser_key   BLOB NOT NULL CHECK (length(browser_key) = 16),   -- HMAC of the browser's cookie and of the temporary password
  device        TEXT NOT NULL,
  entered_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL, -- with the temporary password
  told_at       INTEGER,          -- when the member was told of an entry in another browser; once
  PRIMARY KEY (member_id, temporary_key)
) STRICT, WITHOUT ROWID;

-- FranceConnect's number of a member, from the first login on: another one is refused until an agent resets the password.
CREATE TABLE franceconnect_subjects (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  client    TEXT NOT NULL,    -- issuer and client_id to which the number was told
  subject   BLOB NOT NULL,    -- sealed
  bound_at  INTEGER NOT NULL
) STRICT;

-- How a member is reached. A value that the member or an agent set here wins over the file's.
CREATE TABLE contacts (
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'landline', 'fax')),
  value       BLOB NOT NULL,  -- sealed: the address, or the number in E.164
  source      TEXT NOT NULL CHECK (source IN ('file', 'member', 'agent')),
  verified_at INTEGER,        -- a code sent there came back right
  changed_at  INTEGER NOT NULL, -- another value was put in place: for 48 h a reset sent there asks a second agent
  PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;

-- The file said something else than the member: listed for agents.
CREATE TABLE contact_differences (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'landline', 'fax')),
  file_value BLOB NOT NULL, -- sealed
  seen_at    INTEGER NOT NULL,
  dismissed_at INTEGER,     -- an agent has kept the contact in place: not listed again until the file says something else
  closed     INTEGER CHECK (closed = 1), -- members.status is closed: not listed; null otherwise
  PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_differences_open ON contact_differences (kind, member_id, dismissed_at, closed) WHERE dismissed_at IS NULL AND closed IS NULL;

-- A value of the file that could not be read: what was known before stays, and agents look after it.
CREATE TABLE values_left_out (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  field        TEXT NOT NULL,    -- the column of the file
  payload      BLOB NOT NULL,    -- sealed JSON: the value, masked, and why it could not be read
  seen_at      INTEGER NOT NULL,
  dismissed_at INTEGER,          -- an agent has seen it: not listed again until the file says something else
  closed       INTEGER CHECK (closed = 1), -- as in contact_differences
  PRIMARY KEY (member_id, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX values_left_out_open ON values_left_out (field, member_id, dismissed_at, closed) WHERE dismissed_at IS NULL AND closed IS NULL;

-- Entries of the agents' work lists that an agent has put aside: not listed again until what they are about changes.
CREATE TABLE set_aside (
  list      TEXT NOT NULL CHECK (list IN ('returned', 'email', 'sms', 'closing')),
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  mark      INTEGER NOT NULL, -- what the entry was about: an instant, or the number of a row of the list's table
  set_at    INTEGER NOT NULL,
  PRIMARY KEY (list, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX set_aside_by_member ON set_aside (member_id);

-- Accounts that have something in common which most accounts have alone. A daily round finds them.
CREATE TABLE likenesses (
  sort      TEXT NOT NULL CHECK (sort IN ('email', 'mobile', 'birth', 'street', 'siren')), -- birth: name and birth date; street: name and address
  mark_key  BLOB NOT NULL CHECK (length(mark_key) = 16), -- HMAC of what they have in common
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  PRIMARY KEY (sort, mark_key, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_member ON likenesses (member_id);

-- What those accounts have in common, once for all accounts of a group: groups are listed and counted without reading each account.
CREATE TABLE likeness_groups (
  sort     TEXT NOT NULL CHECK (sort IN ('email', 'mobile', 'birth', 'street', 'siren')),
  mark_key BLOB NOT NULL CHECK (length(mark_key) = 16), -- as in likenesses
  set_at   INTEGER, -- an agent has put the group aside: not listed again until another account joins it
  PRIMARY KEY (sort, mark_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX likeness_groups_open ON likeness_groups (sort, mark_key, set_at) WHERE set_at IS NULL;

-- Whom a word leads to, for the agents' search: names and addresses with what they sound like, telephone numbers, e-mail
-- addresses, birth dates, beginnings of identifiers. A row is about one bucket of words and the 262,144 members of a group.
-- Without the key it tells neither: no more than that so many entries of so many groups are there, and which rows a change of
-- a member has touched.
CREATE TABLE search (
  slot_key BLOB NOT NULL UNIQUE CHECK (length(slot_key) = 16), -- HMAC of group (members.id / 262144) and bucket
  entries  BLOB NOT NULL -- sealed: hashes of words, each with the low 18 bits of the members.id that it leads to
) STRICT;

-- Amounts that a member alone knows, for the identity question.
CREATE TABLE payments (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  nature     TEXT NOT NULL CHECK (nature IN ('prestation', 'facture_cotisations', 'cotisations_salaires')),
  paid_on    TEXT NOT NULL CHECK (paid_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  amount_key BLOB NOT NULL CHECK (length(amount_key) = 16), -- HMAC of identifier, nature and cents
  import_id  INTEGER, -- imports.id of the file that brought it; null for one that is not noted
  PRIMARY KEY (member_id, nature, paid_on, amount_key)
) STRICT, WITHOUT ROWID;

-- Members whom decoys follow, a sample of each kind, with the facts by which they were last followed (package account: Facts).
CREATE TABLE decoy_members (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  facts     TEXT NOT NULL
) STRICT;

-- What happened to the members with a kind of identifier, as shares of them: identifiers that nobody has go through the same
-- turns. Rows are added, in the order of turns.
CREATE TABLE decoy_turns (
  turn      INTEGER NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  at        INTEGER NOT NULL,
  slow      INTEGER NOT NULL CHECK (slow IN (0, 1)), -- decoys move one by one in the week that follows, not at once
  former    TEXT NOT NULL, -- the facts of those to whom it happened; empty for newcomers
  latter    TEXT NOT NULL, -- their facts since
  rests     INTEGER NOT NULL CHECK (rests BETWEEN 0 AND 3), -- contacts to which nothing goes for 48 hours: 1 e-mail, 2 mobile
  odds      REAL NOT NULL CHECK (odds BETWEEN 0 AND 1), -- their share of those who had the former facts; of newcomers, of all
  import_id INTEGER, -- imports.id of the file that did it
  undoes    INTEGER, -- the turn of an import that was undone; nothing else happened then
  PRIMARY KEY (turn, kind, former, latter, rests)
) STRICT, WITHOUT ROWID;

-- A journey under way. Facts only: the step where a person stands is computed from them (package journey).
CREATE TABLE flows (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16), -- random
  journey     TEXT NOT NULL CHECK (journey IN ('personnalisation', 'changement', 'adresse', 'telephones', 'oubli', 'inscription',
    'agent-connexion', 'agent-enrolement', 'agent-cle', 'agent-application', 'agent-codes-de-secours', 'agent-invitation', 'agent-service')),
  revision    INTEGER NOT NULL DEFAULT 0,               -- one more at each write: a stale form is told apart
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE, -- null for a decoy
  subject_key BLOB CHECK (length(subject_key) = 16),             -- identifier_key, of a member or of a decoy; null for an agent
  path        TEXT CHECK (path IN ('code', 'question', 'letter')),
  category    TEXT CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  channel     TEXT CHECK (channel IN ('email', 'sms')),
  request     TEXT,               -- the number shown on the screen and in the newest message
  codes_sent  INTEGER NOT NULL DEFAULT 0 CHECK (codes_sent >= 0),
  sent_at     INTEGER,            -- newest code
  blocked     TEXT CHECK (blocked IN ('codes', 'wrong')), -- a cap of the account was met: which
  proved_at   INTEGER,            -- current password or enrolment secret given, code right, or question answered
  answer_right INTEGER CHECK (answer_right IN (0, 1)), -- of the identity question; null until it is answered
  new_email   BLOB,               -- sealed: the address or mobile number that a code is to verify
  outcome     TEXT CHECK (outcome IN ('email', 'sms', 'letter', 'done', 'recovery-code')),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER,            -- finished, or « Abandonner »
  agent_id    INTEGER REFERENCES agents (id) ON DELETE CASCADE,  -- whose journey it is; null for members and decoys
  secrets     BLOB,               -- sealed JSON: what a journey must remember until it ends
  browser_key BLOB CHECK (length(browser_key) = 16), -- HMAC of the cookie of the browser that owns an « oubli » or « inscription »; null for others, which a session holds
  demand      INTEGER CHECK ((demand IS NULL) = (browser_key IS NULL)), -- its number in that browser, from 1: several tabs, each with its own
  then_question INTEGER NOT NULL DEFAULT 0 CHECK (then_question IN (0, 1)), -- 1: after the code comes the identity question
  seal        BLOB,               -- over the facts that decide (db/flows.go); null once it has ended
  CHECK ((agent_id IS NULL) = (subject_key IS NOT NULL)),
  CHECK (agent_id IS NULL OR member_id IS NULL),
  CHECK (ended_at IS NULL OR secrets IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX flows_by_expiry ON flows (expires_at);
CREATE INDEX flows_by_member ON flows (member_id); -- decoys included: they cost what members cost
CREATE INDEX flows_by_browser ON flows (browser_key) WHERE browser_key IS NOT NULL;
CREATE INDEX flows_by_subject ON flows (subject_key) WHERE subject_key IS NOT NULL; -- whose code was typed

-- Confirmation codes: one purpose, one journey, the newest only.
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
  series_key BLOB CHECK (length(series_key) = 16), -- HMAC of account and channel: a later demand without a message of its own takes the newest of these
  withheld   INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1)), -- 1: such a demand's row, which has tries of its own and no code
  seal       BLOB -- over what decides (db/codes.go); null for one that was ended before its time
) STRICT;
CREATE INDEX codes_by_flow ON codes (flow_id, id);
CREATE INDEX codes_by_series ON codes (series_key, id) WHERE series_key IS NOT NULL;

-- What the limits count. subject_key: an account, a destination, an address of the network.
CREATE TABLE limit_events (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  subject_key BLOB NOT NULL CHECK (length(subject_key) = 16),
  object_key  BLOB CHECK (length(object_key) = 16), -- where different things are counted: which one, as an identifier tried from an address
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX limit_events_by_subject ON limit_events (kind, subject_key, at);
CREATE INDEX limit_events_by_age ON limit_events (at);

-- A browser's session as scs keeps it; the token is stored hashed, the data sealed and bound to token and end.
CREATE TABLE sessions (
  token      TEXT PRIMARY KEY,
  data       BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- A member's opened session: what « Email & Mot de passe » lists, and what a password change closes.
CREATE TABLE logins (
  id           INTEGER PRIMARY KEY,
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  method       TEXT NOT NULL CHECK (method IN ('password', 'temporary', 'franceconnect', 'passkey')),
  device       TEXT NOT NULL, -- « Firefox sur Windows »: a family, never the header itself
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER,
  seal         BLOB -- over what decides (db/logins.go); null once it has ended
) STRICT;
CREATE INDEX logins_by_member ON logins (member_id, opened_at);

-- A member's passkey: a phone or a computer that opens their space by a fingerprint, a face or its own code (WebAuthn).
CREATE TABLE member_passkeys (
  id         BLOB PRIMARY KEY,  -- as the authenticator drew it
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  record     BLOB NOT NULL,     -- sealed JSON, bound to the member, too: the random name by which it knows the member, public key, flags, number of uses
  device     TEXT NOT NULL,     -- « Safari sur iPhone »
  created_at INTEGER NOT NULL,
  used_at    INTEGER            -- newest log-in
) STRICT, WITHOUT ROWID;
CREATE INDEX member_passkeys_by_member ON member_passkeys (member_id);

-- What a passkey is asked to sign: one of a browser, for one answer, for five minutes.
CREATE TABLE passkey_challenges (
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16), -- HMAC of the cookie of the browser that asked
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE, -- who adds a passkey; null for a log-in
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

-- Messages on their way. Written in the transaction that makes them true; wiped once gone.
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,     -- random; the relay's Message-ID, the gateway's reference
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  kind        TEXT NOT NULL,            -- which text (package courier)
  channel     TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  payload     BLOB,                     -- sealed JSON: destination and values; null once gone
  request     TEXT,                     -- request number
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'expired', 'decoy')),
  tries       INTEGER NOT NULL DEFAULT 0,
  handed_over INTEGER NOT NULL DEFAULT 0, -- times that an attempt was about to give it away and no answer was noted: the program was ended meanwhile
  next_try_at INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,         -- not after the secret that it carries
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  failure     TEXT,                     -- last failure: a class and a reply code, never an address
  to_key      BLOB NOT NULL CHECK (length(to_key) = 16), -- HMAC of the destination: tells whether the address that refused is still the member's
  fate        TEXT CHECK (fate IN ('delivered', 'delayed', 'bounced')), -- what came back about it after it had left; null while nothing has
  fate_at     INTEGER,
  fate_code   TEXT,                     -- status of RFC 3463, as 5.1.1, or the gateway's; never an address
  held_at     INTEGER,                  -- beyond its budget: waits since then for an agent's release, or ended without; null for one that may leave
  code_id     INTEGER,                  -- of a held one: codes.id of the code in it, whose time begins with the release
  house       TEXT,                     -- of a mail: the great provider of the mailbox, or « other »; null where it left before schema 53
  stands      INTEGER CHECK (stands IN (0, 1)), -- of a refusal, when it was last looked at: 1 the contact is the member's and refuses, 0 agents need not see it; null: nobody has looked since what may have changed that
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((fate IS NULL) = (fate_at IS NULL)),
  CHECK (fate IS NOT NULL OR fate_code IS NULL)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_member ON outbox (member_id, created_at);
CREATE INDEX outbox_undelivered ON outbox (channel, id, member_id, stands) WHERE (fate = 'bounced' OR state = 'refused') AND stands IS NOT 0;
CREATE INDEX outbox_judged ON outbox (member_id, channel) WHERE stands IS NOT NULL;
CREATE INDEX outbox_by_request ON outbox (request); -- callers say the number of a message
CREATE INDEX outbox_held ON outbox (request) WHERE state = 'waiting' AND held_at IS NOT NULL;

-- What keeps messages from leaving, and when it did: a relay or gateway that takes none, or a provider of boxes that takes
-- none while others do.
CREATE TABLE troubles (
  id       INTEGER PRIMARY KEY,
  channel  TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  house    BLOB,                                -- sealed: the provider, « La Poste » or a domain; null for the whole channel
  class    TEXT NOT NULL,                       -- newest refusal: a class and a reply code, never an address
  waiting  INTEGER NOT NULL CHECK (waiting >= 0), -- messages that waited for the provider when last counted; 0 for a channel
  since    INTEGER NOT NULL,                    -- first refusal after the last message that was taken
  ended_at INTEGER                              -- a message was taken again; null while it lasts
) STRICT;
CREATE INDEX troubles_open ON troubles (id) WHERE ended_at IS NULL;

-- What the service found when it last looked at its surroundings: a row for each of its checks.
CREATE TABLE checks (
  name      TEXT PRIMARY KEY,                   -- « disque »
  state     TEXT NOT NULL CHECK (state IN ('ok', 'attention', 'failed')),
  line      BLOB NOT NULL,                      -- sealed: what it says, and the remedy
  since     INTEGER NOT NULL,                   -- when it was first found to fail, or not to, as it does
  looked_at INTEGER NOT NULL,
  told      INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)) -- 1: the caisse was written to that it fails, and not yet that it works
) STRICT;

-- Letters that went to paper together: one PDF, with a cover sheet.
CREATE TABLE letter_batches (
  id         INTEGER PRIMARY KEY CHECK (id > 0), -- the number that people see: one more than the newest
  actor      TEXT NOT NULL,                      -- agent:LOGIN, system
  layout     TEXT NOT NULL CHECK (layout IN ('recto', 'recto-verso')),
  count      INTEGER NOT NULL CHECK (count > 0), -- letters on the cover sheet; members who went since took theirs along
  created_at INTEGER NOT NULL
) STRICT;

-- Temporary passwords, identifiers and answers on paper: waiting → printed → posted → returned. expired: nothing will come of it, the password is
-- dead or was used. renewed: another letter with another password takes its place.
CREATE TABLE letters (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  payload     BLOB,                 -- sealed JSON: name, temporary password; null once printed
  request     TEXT,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'printed', 'posted', 'returned', 'expired', 'renewed')),
  former_id   INTEGER REFERENCES letters (id) ON DELETE SET NULL, -- the letter whose place it takes
  accepted_key BLOB CHECK (length(accepted_key) = 16),           -- HMAC of the address that an agent lets be abbreviated, or be tried again
  batch_id    INTEGER REFERENCES letter_batches (id),
  sheet       INTEGER CHECK (sheet > 0),                         -- its place in the batch, as the cover sheet counts
  address_key BLOB CHECK (length(address_key) = 16),             -- HMAC of the address when it was printed: tells whether one that came back has been mended
  reason      TEXT,                 -- returned: unknown, access, refused, unclaimed; renewed: lost, jam, unreceived, late; expired: superseded, used, null for its time
  created_at  INTEGER NOT NULL,     -- of a password: as members.temporary_issued_at
  expires_at  INTEGER NOT NULL,     -- of a password: as members.temporary_expires_at; else until when it may be printed
  posted_at   INTEGER,
  done_at     INTEGER,              -- newest change of state
  kind        TEXT NOT NULL DEFAULT 'password', -- what it carries: password, identifier, answer
  entry_id    INTEGER REFERENCES contact_entries (id) ON DELETE CASCADE, -- the answer that it carries; null for none
  held        INTEGER CHECK (held = 1),     -- it could not be printed when it was last looked at; null: it could, or nobody has looked since what may have changed that
  reached     INTEGER CHECK (reached = 1),  -- after it had come back the member got another letter, or came in; null: nobody has noted that
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
CREATE INDEX letters_unprinted ON letters (state, expires_at, reason, created_at) WHERE batch_id IS NULL; -- counts what waits, finds what lapsed or was dropped
CREATE INDEX letters_by_member ON letters (member_id, id);
CREATE INDEX letters_by_request ON letters (request); -- the mailroom holds an envelope that came back
CREATE UNIQUE INDEX letters_by_batch ON letters (batch_id, sheet) WHERE batch_id IS NOT NULL;
CREATE INDEX letters_by_entry ON letters (entry_id) WHERE entry_id IS NOT NULL;
CREATE UNIQUE INDEX letters_by_former ON letters (former_id) WHERE former_id IS NOT NULL;

-- How an agent writes a member's name on envelopes, where the file's is too long for the window: until the file has another name.
CREATE TABLE envelope_names (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  payload   BLOB NOT NULL, -- sealed JSON: each line of the file, and the shorter one
  set_at    INTEGER NOT NULL
) STRICT;

-- A letter that a stranger asked for and that an agent has to grant. Its password is made when it is granted; a row goes with
-- the decision, which the audit log keeps. Identifiers that nobody has have rows, too.
CREATE TABLE letter_requests (
  id          INTEGER PRIMARY KEY,
  subject_key BLOB NOT NULL UNIQUE CHECK (length(subject_key) = 16), -- identifier_key, of a member or of a decoy
  member_id   INTEGER UNIQUE REFERENCES members (id) ON DELETE CASCADE, -- null for a decoy
  request     TEXT NOT NULL,
  channel     TEXT CHECK (channel IN ('email', 'sms')),             -- of the notice that the letter is on its way
  why         TEXT NOT NULL CHECK (why IN ('quarter', 'budget')),   -- three letters in 90 days; the budget of everybody's letters
  asked_at    INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;

-- The contact form: reaches the caisse's mailbox, and is kept for the agents as a thread: new → taken → answered, waiting for its
-- sender, or closed; a reply by mail makes it reopened. Each change is told apart by revision; one that was made from an older page
-- changes nothing.
CREATE TABLE contact_messages (
  id          INTEGER PRIMARY KEY,
  number      TEXT NOT NULL UNIQUE, -- what the sender sees
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  sender_key  BLOB NOT NULL CHECK (length(sender_key) = 16), -- HMAC of the e-mail: the sender's other messages
  payload     BLOB NOT NULL,        -- sealed JSON: subject, name, identifier, e-mail, message, whether its member was logged in
  state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'waiting', 'answered', 'closed', 'reopened')),
  assignee    TEXT,                 -- agent:LOGIN who looks after it, or did last
  actor       TEXT,                 -- who changed the state last: agent:LOGIN, or sender for a reply
  reason      TEXT CHECK (reason IN ('spoken', 'duplicate', 'unwanted', 'elsewhere')), -- closed without an answer: why
  revision    INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  changed_at  INTEGER,              -- newest change of state
  waits_since INTEGER,              -- since when its sender waits for the caisse; null where nobody does
  CHECK ((actor IS NULL) = (changed_at IS NULL)),
  CHECK (state IN ('new', 'closed') OR actor IS NOT NULL),
  CHECK (state <> 'taken' OR assignee IS NOT NULL),
  CHECK ((state IN ('new', 'taken', 'reopened')) = (waits_since IS NOT NULL)),
  CHECK ((state = 'closed') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX contact_messages_by_state ON contact_messages (state, id);
CREATE INDEX contact_messages_by_wait ON contact_messages (waits_since, id, assignee) WHERE waits_since IS NOT NULL; -- with all that numbers of messages ask
CREATE INDEX contact_messages_by_sender ON contact_messages (sender_key, id);
CREATE INDEX contact_messages_by_member ON contact_messages (member_id, id) WHERE member_id IS NOT NULL;

-- What was added to the thread of a message, in order: what agents wrote and did, and the replies of its sender.
CREATE TABLE contact_entries (
  id         INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('answer', 'reply', 'note', 'call', 'taken', 'assigned', 'closed')),
  reference  TEXT NOT NULL UNIQUE, -- random: payload is bound to it; an answer's is its message's in the outbox, which tells its fate and by which a reply is known
  actor      TEXT,                 -- agent:LOGIN; null for a reply
  detail     TEXT,                 -- assigned: agent:LOGIN who has it now; closed: why
  payload    BLOB,                 -- sealed JSON: the words; of a reply what they cite, who wrote and which files were left out
  reply_key  BLOB CHECK (length(reply_key) = 16), -- HMAC of a reply's mail: it is kept once
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'reply') = (actor IS NULL)),
  CHECK ((kind = 'reply') = (reply_key IS NOT NULL)),
  CHECK ((kind IN ('assigned', 'closed')) = (detail IS NOT NULL)),
  CHECK ((kind IN ('answer', 'reply', 'note', 'call')) = (payload IS NOT NULL))
) STRICT;
CREATE INDEX contact_entries_by_message ON contact_entries (message_id, id);
CREATE UNIQUE INDEX contact_entries_by_reply ON contact_entries (reply_key) WHERE reply_key IS NOT NULL;

-- The words by which agents find a message: of its subject and its sender's name and address.
CREATE TABLE contact_terms (
  term_key   BLOB NOT NULL CHECK (length(term_key) = 16), -- HMAC of a word in lower case without accents
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  PRIMARY KEY (term_key, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_terms_by_message ON contact_terms (message_id);

-- Texts that supervisors keep ready for answers. An agent reads and completes one before it leaves.
CREATE TABLE ready_answers (
  id         INTEGER PRIMARY KEY,
  title      TEXT NOT NULL UNIQUE,
  words      TEXT NOT NULL,              -- with {nom}, {numero}, {caisse}, {telephone}
  used       INTEGER NOT NULL DEFAULT 0, -- answers that left with it
  revision   INTEGER NOT NULL DEFAULT 0, -- begins with the second in which it was added: no former one of its number had it
  actor      TEXT,                       -- agent:LOGIN of the last change; null as shipped
  changed_at INTEGER
) STRICT;

-- A file of the back office that an agent brought by the web, checking → checked → loading → loaded, or that the command
-- has loaded. The file itself is never here: one of the web is on the disk without a name, encrypted, as long as it is
-- needed and the program runs.
CREATE TABLE imports (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE, -- random: payload is bound to it
  actor       TEXT NOT NULL,        -- agent:LOGIN who brought it; system for the command
  kind        TEXT NOT NULL CHECK (kind IN ('adherents', 'paiements')),
  phase       TEXT NOT NULL CHECK (phase IN ('checking', 'checked', 'loading', 'loaded', 'held', 'failed', 'cancelled', 'interrupted', 'dropped')),
  going       INTEGER NOT NULL DEFAULT 0 CHECK (going IN (0, 1)), -- good lines are loaded although others are refused
  payload     BLOB NOT NULL,        -- sealed JSON: name of the file, first refused lines with masked values, why it failed
  bytes       INTEGER NOT NULL CHECK (bytes >= 0),
  lines       INTEGER NOT NULL DEFAULT 0, -- these seven: of the newest reading
  added       INTEGER NOT NULL DEFAULT 0,
  changed     INTEGER NOT NULL DEFAULT 0,
  unchanged   INTEGER NOT NULL DEFAULT 0,
  refused     INTEGER NOT NULL DEFAULT 0,
  warnings    INTEGER NOT NULL DEFAULT 0,
  differences INTEGER NOT NULL DEFAULT 0,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,

  loaded_at     INTEGER, -- the instant of all that it wrote; null for what wrote nothing
  newest_before INTEGER, -- members.id of the newest member before it: the newcomers follow, as many as were added
  undone_at     INTEGER, -- what it had changed was put back
  undone_by     TEXT,    -- agent:LOGIN, system

  CHECK ((phase IN ('checking', 'checked', 'loading')) = (ended_at IS NULL))
) STRICT;

-- What members were before an import changed them: kept for a day, so that it can be put back.
CREATE TABLE former_members (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id    INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  category     TEXT NOT NULL,
  profile      BLOB NOT NULL, -- sealed, as in members
  vitale_key   BLOB,
  identity_key BLOB,
  closes_on    TEXT,
  updated_at   INTEGER NOT NULL,
  lost_identity_key BLOB, -- identity_key where the import has put another one in its place
  PRIMARY KEY (member_id, import_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_members_by_lost_identity ON former_members (lost_identity_key) WHERE lost_identity_key IS NOT NULL;

-- The contacts that an import changed, as they were.
CREATE TABLE former_contacts (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id  INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  value      BLOB,    -- sealed, as in contacts; null where there was none
  changed_at INTEGER,
  PRIMARY KEY (member_id, import_id, kind)
) STRICT, WITHOUT ROWID;

-- The differences and the values left out that an import changed, as they were.
CREATE TABLE former_notes (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id    INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  list         TEXT NOT NULL CHECK (list IN ('contact_differences', 'values_left_out')), -- the table
  field        TEXT NOT NULL, -- contact_differences.kind, values_left_out.field
  payload      BLOB,          -- sealed, as there; null where there was none
  seen_at      INTEGER,
  dismissed_at INTEGER,
  PRIMARY KEY (member_id, import_id, list, field)
) STRICT, WITHOUT ROWID;

-- One row at most: the import that is being written or taken back, in many short transactions. Until the last one, whoever
-- reads is shown what members were before (db/seen.go).
CREATE TABLE import_work (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  stage     TEXT NOT NULL CHECK (stage IN ('arriving', 'leaving', 'sweeping')), -- being written; being taken back; there for all, former words are taken out of the search
  first     INTEGER NOT NULL, -- its new members are those after this members.id,
  last      INTEGER NOT NULL, -- up to and with this one
  restored  INTEGER NOT NULL DEFAULT 0 CHECK (restored >= 0), -- these three: what was taken back so far
  removed   INTEGER NOT NULL DEFAULT 0 CHECK (removed >= 0),
  kept      INTEGER NOT NULL DEFAULT 0 CHECK (kept >= 0)
) STRICT;

-- An employee of the caisse who helps members.
CREATE TABLE agents (
  id                   INTEGER PRIMARY KEY,
  login                TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 40), -- lower case; stands in the audit log as agent:LOGIN
  role                 TEXT NOT NULL CHECK (role IN ('agent', 'courrier', 'superviseur')),
  user_handle          BLOB NOT NULL UNIQUE CHECK (length(user_handle) = 32), -- random: what a passkey knows the agent by
  enrolment_key        BLOB CHECK (length(enrolment_key) = 16), -- HMAC of login and one-time secret; null once used
  enrolment_expires_at INTEGER,
  password_hash        TEXT,    -- sealed argon2id, base64; null until the agent has enrolled, and for who comes by the directory
  totp_secret          BLOB,    -- sealed; null for who has none
  totp_step            INTEGER, -- newest 30-second step whose code was taken: a code counts once
  enrolled_at          INTEGER, -- password and second factor are in place, or what the directory proves and we ask beside it
  disabled_at          INTEGER,
  created_at           INTEGER NOT NULL,
  opened_at            INTEGER, -- from when the access counts for approvals: the enrolment, or the creation on the server; anew after an invitation, or when the role first may approve
  seal      BLOB NOT NULL DEFAULT x'', -- over the columns that decide what the agent may do (db/row_seals.go)
  shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1)), -- 0: no key acts alone on the agent's pages
  directory_key        BLOB UNIQUE CHECK (length(directory_key) = 16), -- HMAC of issuer and subject: whom the caisse's directory knows the agent as; null for who has a password here
  directory_until      INTEGER, -- until when the directory may bring in somebody of this login; null when nobody is awaited
  name                 BLOB,    -- sealed: as colleagues read it, with site and extension where the caisse wants them; null for the login
  CHECK ((enrolment_key IS NULL) = (enrolment_expires_at IS NULL)),
  CHECK (enrolled_at IS NULL OR password_hash IS NOT NULL OR directory_key IS NOT NULL),
  CHECK (password_hash IS NULL OR directory_key IS NULL)
) STRICT;

-- A key of an agent's: a phone, a computer or a stick that proves itself (WebAuthn).
CREATE TABLE agent_passkeys (
  id         BLOB PRIMARY KEY,  -- as the authenticator drew it
  agent_id   INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  record     BLOB NOT NULL,     -- sealed JSON, bound to the agent, too: public key, flags, number of uses
  name       TEXT NOT NULL,     -- « Clé du 23 novembre 2026 »
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_passkeys_by_agent ON agent_passkeys (agent_id);

-- What lets an agent in whose second factor is lost: each code once.
CREATE TABLE agent_recovery_codes (
  agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  code_key BLOB NOT NULL CHECK (length(code_key) = 16), -- HMAC of user_handle and code
  PRIMARY KEY (agent_id, code_key)
) STRICT, WITHOUT ROWID;

-- A browser in which the holder of an account has logged in: it has counters of its own, so that strangers' tries do not
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

-- An agent's opened session.
CREATE TABLE agent_logins (
  id           INTEGER PRIMARY KEY,
  agent_id     INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  device       TEXT NOT NULL,
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER,
  seal         BLOB, -- over what decides (db/agent_logins.go); null once it has ended
  directory_sid BLOB CHECK (length(directory_sid) = 16) -- HMAC of the directory's number of its own session; null where it told none
) STRICT;
CREATE INDEX agent_logins_by_agent ON agent_logins (agent_id, opened_at);

-- What asks a second agent: a reset, because the contact that it would go to was changed lately; the end of an account; that a member is erased.
CREATE TABLE approvals (
  id              INTEGER PRIMARY KEY,
  member_id       INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  channel         TEXT CHECK (channel IN ('email', 'sms', 'counter')), -- of a reset, as the next one
  destination_key BLOB CHECK (length(destination_key) = 16), -- HMAC of the address or number: another one since then is not what was asked for
  asker           TEXT NOT NULL,    -- agents.login
  reason          TEXT NOT NULL,    -- as the audit log has it: no identifier, no address
  asked_at        INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  decision        TEXT CHECK (decision IN ('approved', 'refused', 'cancelled', 'overtaken')), -- overtaken: the member was helped in another way, or is reached elsewhere
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

-- A code that a member on the telephone reads back to the agent: it says who is speaking, or that a new contact is written as it
-- should be, and opens nothing.
CREATE TABLE call_codes (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE, -- the agent's session: nobody else's proof
  contact    TEXT NOT NULL CHECK (contact IN ('email', 'mobile')),
  destination_key BLOB NOT NULL CHECK (length(destination_key) = 16), -- HMAC of where it went: another contact since then is not the one that it is about
  proves     TEXT NOT NULL CHECK (proves IN ('identity', 'fresh', 'spelling')), -- it went to a verified contact, to one changed lately, to one that nobody has verified
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16), -- HMAC of member, session and code
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER, -- it came back right
  seal       BLOB -- over what decides (db/call_codes.go); null for one that was ended before its time
) STRICT;
CREATE INDEX call_codes_by_member ON call_codes (member_id, login_id, id);

-- Where a member was reached until another value took its place: for 48 hours notices go there, too, and a code that went there tells
-- who is speaking.
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

-- Somebody acts for a member: a guardian, who holds a mandate. It opens nothing; agents are shown it and asked about it.
CREATE TABLE mandates (
  id         INTEGER PRIMARY KEY,
  reference  BLOB NOT NULL UNIQUE CHECK (length(reference) = 16), -- random: what the payload is bound to
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  holder_id  INTEGER REFERENCES members (id) ON DELETE CASCADE, -- the account of who acts for them; null where they have none
  payload    BLOB NOT NULL, -- sealed: kind, who, what for, the piece that was seen, days, agents (db/mandates.go)
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,       -- by an agent
  CHECK (holder_id <> member_id)
) STRICT;
CREATE INDEX mandates_by_member ON mandates (member_id, id);
CREATE INDEX mandates_by_holder ON mandates (holder_id, id);

-- A telephone call: two words of its own, which the agent says and the member reads, tell the member who is calling.
CREATE TABLE calls (
  id         INTEGER PRIMARY KEY,
  reference  BLOB NOT NULL UNIQUE CHECK (length(reference) = 16), -- random: what the words are bound to
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE, -- the agent's session
  words      BLOB NOT NULL,    -- sealed; no other call of this member has them
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, -- when they stop proving anything
  seal       BLOB -- over whose words they are, and how long (db/calls.go); null for a call that was ended before its time
) STRICT;
CREATE INDEX calls_by_member ON calls (member_id, id);

-- Another program of the caisse that lets members in by a login here (OpenID Connect 1.0).
CREATE TABLE clients (
  id         INTEGER PRIMARY KEY,
  client_id  TEXT NOT NULL UNIQUE, -- random: what the program calls itself
  name       TEXT NOT NULL UNIQUE, -- what members and agents read
  secret_key BLOB CHECK (length(secret_key) = 16), -- HMAC of client_id and secret; null for a public client, which has none
  scopes     TEXT NOT NULL,        -- that it may ask for, with a space between
  signature  TEXT NOT NULL CHECK (signature IN ('RS256', 'ES256')), -- of its ID tokens and logout tokens
  start_url  TEXT,                 -- where « Mon espace privé » leads; null for one that it does not show
  logout_url TEXT,                 -- where logout tokens go (back-channel logout); null for none
  created_at INTEGER NOT NULL,
  used_at    INTEGER,              -- newest code that it exchanged
  seal       BLOB NOT NULL DEFAULT x'' -- over the columns that decide what it may do, and its addresses (db/row_seals.go)
) STRICT;

-- Where a client lets members come back: compared whole.
CREATE TABLE client_redirects (
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  url       TEXT NOT NULL,
  PRIMARY KEY (client_id, url)
) STRICT, WITHOUT ROWID;

-- What a client knows a member by (the claim « sub »): random, so that two clients cannot compare, and never drawn anew.
CREATE TABLE client_subjects (
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  subject   TEXT NOT NULL UNIQUE,
  seal      BLOB NOT NULL DEFAULT x'', -- over all of it (db/client_logins.go)
  PRIMARY KEY (member_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_subjects_by_client ON client_subjects (client_id);

-- A client that a login has opened: told when the login ends.
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
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16), -- HMAC of the browser's cookie: nobody else answers it
  payload     BLOB NOT NULL,    -- sealed JSON: the request
  created_at  INTEGER NOT NULL,
  chosen_at   INTEGER NOT NULL, -- newest login page that was sent off for it: of two tabs, the one in use
  expires_at  INTEGER NOT NULL,
  answered_at INTEGER
) STRICT;
CREATE INDEX authorizations_by_browser ON authorizations (browser_key);
CREATE INDEX authorizations_by_client ON authorizations (client_id);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);

-- An authorization code, and the access token that it was exchanged for. Both are good while the login is.
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

-- What ID tokens and logout tokens are signed with. Of each algorithm the newest that has begun signs; the next one is
-- published before its time, and the former one for a while after.
CREATE TABLE signing_keys (
  id          INTEGER PRIMARY KEY,
  kid         TEXT NOT NULL UNIQUE,
  algorithm   TEXT NOT NULL CHECK (algorithm IN ('RS256', 'ES256')),
  private_key BLOB NOT NULL, -- sealed: PKCS #8
  signs_from  INTEGER NOT NULL
) STRICT;

-- The outbox of other programs: logout tokens for clients, and events. A logout token is signed when it leaves.
CREATE TABLE deliveries (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE, -- random: the token's jti, the event's number
  kind        TEXT NOT NULL CHECK (kind IN ('logout', 'event')),
  client_id   INTEGER REFERENCES clients (id) ON DELETE CASCADE, -- whom it logs out of; null for an event
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  payload     BLOB,                 -- sealed JSON; null once gone
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

-- Files written for the back office: the next one goes on where the newest ended.
CREATE TABLE exports (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('contacts')),
  since      INTEGER NOT NULL, -- the changes after this row of the audit log,
  until      INTEGER NOT NULL, -- up to and with this one
  lines      INTEGER NOT NULL CHECK (lines >= 0),
  created_at INTEGER NOT NULL
) STRICT;

-- Copies of the database (`sesame backup`, or the service by itself): one row a try. A copy counts once it was opened again
-- and all of it was read.
CREATE TABLE backups (
  id         INTEGER PRIMARY KEY,
  file       TEXT NOT NULL,                              -- path of the copy
  made_at    INTEGER NOT NULL,                           -- what was committed by then is in it
  took_ms    INTEGER NOT NULL CHECK (took_ms >= 0),      -- until it was proved, or failed
  bytes      INTEGER NOT NULL CHECK (bytes >= 0),        -- these three: 0 for one that failed
  members    INTEGER NOT NULL CHECK (members >= 0),
  audit_seq  INTEGER NOT NULL CHECK (audit_seq >= 0),    -- newest row of its audit log
  audit_hash BLOB CHECK (length(audit_hash) = 32),       -- that row's hash; null where there is none
  failure    TEXT CHECK (failure IN ('room', 'folder', 'damaged', 'slow', 'stopped', 'other')) -- null: proved
) STRICT;
CREATE INDEX backups_proved ON backups (made_at) WHERE failure IS NULL;

-- How it goes: counts by day, written in the transaction of what they count. They name nobody and are kept 400 days.
CREATE TABLE figures (
  day    TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- in Paris
  name   TEXT NOT NULL, -- what is counted (db/figures.go)
  detail TEXT NOT NULL, -- of which kind; may be empty
  n      INTEGER NOT NULL CHECK (n > 0),
  PRIMARY KEY (day, name, detail)
) STRICT, WITHOUT ROWID;

-- What was done, by whom, to whom: append-only, each row chained to the one before it. It names nobody.
CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY,                              -- without gaps
  segment TEXT NOT NULL CHECK (length(segment) = 7),        -- month, 2026-11: purged as a whole after 12 months
  at      INTEGER NOT NULL,
  event   TEXT NOT NULL,                                    -- one of the catalogue, journey/events
  actor   TEXT NOT NULL,                                    -- member, stranger, agent:LOGIN, system
  target  TEXT NOT NULL,                                    -- identifier_key of that day in hexadecimal, of a member or of nobody; may be empty
  origin  TEXT NOT NULL,                                    -- keyed hash of the address of the network; may be empty
  result  TEXT NOT NULL CHECK (result IN ('ok', 'refused', 'blocked')),
  reason  TEXT NOT NULL,                                    -- of rows from before schema 5, which have none of the fields below; empty in all others
  hash    BLOB NOT NULL CHECK (length(hash) = 32),          -- HMAC-SHA256 of the former row's and of this row, under the key of that day
  channel  TEXT NOT NULL DEFAULT '' CHECK (channel IN ('', 'email', 'sms', 'letter', 'counter')), -- these may all be empty
  contacts TEXT NOT NULL DEFAULT '',                        -- kinds of contacts, with a comma between
  journey  TEXT NOT NULL DEFAULT '',
  way      TEXT NOT NULL DEFAULT '',                        -- by what somebody came in or proved who they are
  login    TEXT NOT NULL DEFAULT '',                        -- of the agent whom the act concerns
  role     TEXT NOT NULL DEFAULT '',                        -- that this agent has from then on
  request  TEXT NOT NULL DEFAULT '',                        -- request number
  object   TEXT NOT NULL DEFAULT '',                        -- what it was about, where that is no account
  cause    TEXT NOT NULL DEFAULT '',                        -- why, or what became of it: a word of the program
  numbers  TEXT NOT NULL DEFAULT '' CHECK (numbers = '' OR json_valid(numbers)), -- JSON: counts, and the numbers of batches, imports, keys
  note     TEXT NOT NULL DEFAULT '',                        -- what an agent typed as reason
  motive   TEXT NOT NULL DEFAULT ''                         -- why an agent acts, as one of the choices of the form
) STRICT;
CREATE INDEX audit_by_target ON audit (target, seq) WHERE target <> '';
CREATE INDEX audit_by_agents ON audit (seq) WHERE actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.'; -- what agents did, and who tried to be one
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

-- What purged segments leave: the last number and hash, from which the kept rows follow.
CREATE TABLE audit_segments (
  last_seq  INTEGER PRIMARY KEY,
  last_hash BLOB NOT NULL CHECK (length(last_hash) = 32),
  seal      BLOB NOT NULL CHECK (length(seal) = 32), -- both, under the key
  purged_at INTEGER NOT NULL
) STRICT;
