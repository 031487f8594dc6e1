-- A contact message is a thread: what agents wrote and did stands in one table, with the replies of its sender. Values are sealed
-- under their new name, and the words for the search made, by a step that has the keys.
CREATE TABLE contact_messages_next (
  id          INTEGER PRIMARY KEY,
  number      TEXT NOT NULL UNIQUE,
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  sender_key  BLOB NOT NULL CHECK (length(sender_key) = 16),
  payload     BLOB NOT NULL,
  state       TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'waiting', 'answered', 'closed', 'reopened')),
  assignee    TEXT,
  actor       TEXT,
  reason      TEXT CHECK (reason IN ('spoken', 'duplicate', 'unwanted', 'elsewhere')),
  revision    INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  changed_at  INTEGER,
  waits_since INTEGER,
  CHECK ((actor IS NULL) = (changed_at IS NULL)),
  CHECK (state IN ('new', 'closed') OR actor IS NOT NULL),
  CHECK (state <> 'taken' OR assignee IS NOT NULL),
  CHECK ((state IN ('new', 'taken', 'reopened')) = (waits_since IS NOT NULL)),
  CHECK ((state = 'closed') = (reason IS NOT NULL))
) STRICT;
INSERT INTO contact_messages_next (id, number, member_id, sender_key, payload, state, assignee, actor, reason, revision, created_at, changed_at, waits_since)
SELECT id, number, member_id, sender_key, payload, state, CASE WHEN state IN ('taken', 'answered') THEN actor END, actor, reason, revision, created_at, changed_at,
  CASE WHEN state IN ('new', 'taken') THEN created_at END FROM contact_messages;

CREATE TABLE contact_entries (
  id         INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('answer', 'reply', 'note', 'call', 'taken', 'assigned', 'closed')),
  reference  TEXT NOT NULL UNIQUE,
  actor      TEXT,
  detail     TEXT,
  payload    BLOB,
  reply_key  BLOB CHECK (length(reply_key) = 16),
  created_at INTEGER NOT NULL,
  CHECK ((kind = 'reply') = (actor IS NULL)),
  CHECK ((kind = 'reply') = (reply_key IS NOT NULL)),
  CHECK ((kind IN ('assigned', 'closed')) = (detail IS NOT NULL)),
  CHECK ((kind IN ('answer', 'reply', 'note', 'call')) = (payload IS NOT NULL))
) STRICT;
INSERT INTO contact_entries (message_id, kind, reference, actor, payload, created_at)
SELECT message_id, 'answer', reference, actor, payload, created_at FROM contact_answers ORDER BY id;
INSERT INTO contact_entries (message_id, kind, reference, actor, detail, created_at)
SELECT id, state, hex(randomblob(16)), actor, reason, changed_at FROM contact_messages WHERE actor IS NOT NULL AND state IN ('taken', 'closed') ORDER BY id;
DROP TABLE contact_answers;
DROP TABLE contact_messages;
ALTER TABLE contact_messages_next RENAME TO contact_messages;
CREATE INDEX contact_messages_by_state ON contact_messages (state, id);
CREATE INDEX contact_messages_by_wait ON contact_messages (waits_since, id) WHERE waits_since IS NOT NULL;
CREATE INDEX contact_messages_by_sender ON contact_messages (sender_key, id);
CREATE INDEX contact_messages_by_member ON contact_messages (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX contact_entries_by_message ON contact_entries (message_id, id);
CREATE UNIQUE INDEX contact_entries_by_reply ON contact_entries (reply_key) WHERE reply_key IS NOT NULL;

CREATE TABLE contact_terms (
  term_key   BLOB NOT NULL CHECK (length(term_key) = 16),
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  PRIMARY KEY (term_key, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_terms_by_message ON contact_terms (message_id);

CREATE TABLE ready_answers (
  id         INTEGER PRIMARY KEY,
  title      TEXT NOT NULL UNIQUE,
  words      TEXT NOT NULL,
  used       INTEGER NOT NULL DEFAULT 0,
  revision   INTEGER NOT NULL DEFAULT 0,
  actor      TEXT,
  changed_at INTEGER
) STRICT;
INSERT INTO ready_answers (title, words) VALUES
('Provisoire pas encore reçu', 'Votre mot de passe temporaire n''est pas encore arrivé.

Regardez d''abord dans vos courriers indésirables. Sur notre site, « Où en est ma demande ? » vous dit par quelle voie il est parti, avec le numéro de votre demande.

S''il n''est pas là demain, appelez-nous au {telephone}.'),
('Mot de passe oublié : comment faire', 'Pour choisir un nouveau mot de passe, ouvrez la page de connexion et choisissez « Mot de passe oublié ».

Votre caisse vous envoie alors un mot de passe temporaire. Il ne sert qu''une fois.

Nous ne vous demanderons jamais votre mot de passe, ni par e-mail ni par téléphone.'),
('Adresse e-mail à changer', 'Pour changer votre adresse e-mail, connectez-vous et ouvrez « Email & Mot de passe ».

Vous ne pouvez plus vous connecter ? Appelez-nous au {telephone} : nous vérifions avec vous que c''est bien vous, puis nous changeons l''adresse.'),
('Ce mail ne vient pas de nous', 'Vous avez bien fait de nous le demander : ce message ne vient pas de {caisse}.

Ne répondez pas, ne suivez aucun lien et n''ouvrez aucun fichier joint. Puis supprimez-le.

Vous avez déjà donné votre mot de passe ? Changez-le tout de suite par « Mot de passe oublié », puis appelez-nous au {telephone}. Vous avez donné un numéro de carte bancaire ? Appelez aussi votre banque.'),
('Ce mail vient bien de nous', 'Ce message vient bien de {caisse}. Vous pouvez le garder.

Nos messages ne contiennent jamais de lien à suivre. Pour nous joindre, tapez vous-même l''adresse de notre site, ou appelez-nous au {telephone}.'),
('Pièce ou précision qui manque', 'Pour vous répondre, il nous manque une précision.

Dites-nous, en réponse à ce message : …

N''y écrivez ni votre mot de passe ni un code.'),
('À voir au téléphone ou au guichet', 'Votre question touche à votre dossier : nous ne pouvons pas y répondre par e-mail.

Appelez-nous au {telephone}, ou venez à l''accueil de {caisse} avec une pièce d''identité. Donnez le numéro {numero} : nous retrouverons votre message.'),
('Pas pour notre caisse', 'Votre question ne concerne pas {caisse}.

Adressez-vous à : …

Nous avons classé votre message, numéro {numero}. Répondez à ce message s''il s''agit d''autre chose.');
