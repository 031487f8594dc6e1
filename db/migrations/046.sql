-- A slip of typing is forgiven in a town and a street, too: the search index is made anew once the tables are the newest ones.

-- The rows that agents have not decided on are counted on each look at the lists.
CREATE INDEX contact_differences_open ON contact_differences (kind, member_id) WHERE dismissed_at IS NULL;
CREATE INDEX values_left_out_open ON values_left_out (field, member_id) WHERE dismissed_at IS NULL;
