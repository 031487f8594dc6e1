package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

// statements returns the definitions of tables, indexes and triggers in a normal form, without the comments, line ends
// and quotes that ALTER TABLE may change. It leaves out SQLite's own tables and those whose name begins with _, which
// replication tools such as Litestream create.
func statements(ctx context.Context, q querier) ([]string, error) {
	found, err := list[string](ctx, q, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND substr(tbl_name, 1, 7) <> 'sqlite_'
		AND substr(tbl_name, 1, 1) <> '_' ORDER BY type, name`)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	for i := range found {
		found[i] = normalized(found[i])
	}
	return found, nil
}

// fingerprint is a hash of the normalized schema.
func fingerprint(ctx context.Context, q querier) (string, error) {
	all, err := statements(ctx, q)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(strings.Join(all, ";\n")))
	return hex.EncodeToString(sum[:8]), nil
}

// token matches a comment, a string, a quoted name, a word or number, or any other character.
var token = regexp.MustCompile(`--[^\n]*|(?s:/\*.*?\*/)|'(?:[^']|'')*'|"[^"]*"|\w+|\S`)

// normalized joins the tokens of a statement with single spaces.
func normalized(statement string) string {
	var kept []string
	for _, t := range token.FindAllString(statement, -1) {
		switch {
		case strings.HasPrefix(t, "--"), strings.HasPrefix(t, "/*"):
		case strings.HasPrefix(t, `"`):
			kept = append(kept, strings.Trim(t, `"`))
		default:
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, " ")
}
