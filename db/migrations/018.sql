-- Identifiers that nobody has are drawn by shares of their own instead of after another member.

CREATE TABLE decoy_shares (
  kind     TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  category TEXT NOT NULL CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  share    TEXT NOT NULL CHECK (share IN ('members', 'email', 'mobile', 'answer', 'connected')),
  before   REAL NOT NULL CHECK (before BETWEEN 0 AND 1),
  found    REAL NOT NULL CHECK (found BETWEEN 0 AND 1),
  daily    REAL NOT NULL CHECK (daily BETWEEN 0 AND 1),
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (kind, category, share)
) STRICT, WITHOUT ROWID;
