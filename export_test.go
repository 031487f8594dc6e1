package main

import (
	"context"

	"sesame/db"
)

// OpenDatabase opens a database with the key beside it, as the commands do: for the tests that look at the program from
// outside and then into its file.
func OpenDatabase(ctx context.Context, path string) (*db.DB, error) {
	return openDatabase(ctx, &config{DB: path}, false)
}
