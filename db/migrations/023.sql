-- A letter leaves an earlier temporary password alive, and a stranger's wrong answer asks a code before the next one.

ALTER TABLE former_temporaries ADD COLUMN alive INTEGER NOT NULL DEFAULT 0 CHECK (alive IN (0, 1));
ALTER TABLE former_temporaries ADD COLUMN channel TEXT CHECK (channel IN ('email', 'sms', 'letter', 'counter'));
ALTER TABLE former_temporaries ADD COLUMN request TEXT;
ALTER TABLE former_temporaries ADD COLUMN issued_at INTEGER;
ALTER TABLE flows ADD COLUMN then_question INTEGER NOT NULL DEFAULT 0 CHECK (then_question IN (0, 1));
