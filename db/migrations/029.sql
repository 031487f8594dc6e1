-- Values are sealed anew, together with the columns that decide with them: by a step that has the keys.
SELECT 1;
