-- Hashes of passwords are sealed to their row, by a step that has the keys. Sessions are sealed to their token, which the
-- rows of former ones cannot be: whoever is logged in logs in again.
DELETE FROM sessions;
