-- Why an agent acts may be one of the choices of the form, beside what they type.

ALTER TABLE audit ADD COLUMN motive TEXT NOT NULL DEFAULT '';
ALTER TABLE approvals ADD COLUMN motive TEXT NOT NULL DEFAULT '';
