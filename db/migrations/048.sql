-- What a letter carries. Those of before carry temporary passwords.
ALTER TABLE letters ADD COLUMN kind TEXT NOT NULL DEFAULT 'password';
