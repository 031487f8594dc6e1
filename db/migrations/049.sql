-- How an agent is called by colleagues.
ALTER TABLE agents ADD COLUMN name BLOB;
