package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// statements returns the definitions of tables, indexes and triggers in a normalized form, without the comments, white space
// and quotes that ALTER TABLE may change. It omits SQLite's own tables and those whose name begins with _, which replication
// tools such as Litestream create.
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

// normalized joins the tokens of a statement with single spaces, and omits comments and the quotes around names. It is a
// small tokenizer because it runs at each start.
func normalized(statement string) string {
	var kept []string
	for statement != "" {
		n := tokenEnd(statement)
		t := statement[:n]
		statement = statement[n:]
		switch {
		case strings.TrimSpace(t) == "", strings.HasPrefix(t, "--"), strings.HasPrefix(t, "/*"):
		case strings.HasPrefix(t, `"`):
			kept = append(kept, strings.Trim(t, `"`))
		default:
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, " ")
}

// tokenEnd is the length of the first token of s: a comment, a string, a quoted name, a word or number, or any other
// character. In a string, two quotes stand for one, so that they do not end it.
func tokenEnd(s string) int {
	switch {
	case strings.HasPrefix(s, "--"):
		if n := strings.IndexByte(s, '\n'); n >= 0 {
			return n
		}
		return len(s)
	case strings.HasPrefix(s, "/*"):
		return endOf(s, 2, "*/")
	case s[0] == '"':
		return endOf(s, 1, `"`)
	case s[0] == '\'':
		n := 1
		for next := endOf(s, 1, "'"); next > 1; next = endOf(s, n+1, "'") {
			if n = next; !strings.HasPrefix(s[n:], "'") {
				break
			}
		}
		return n
	case wordByte(s[0]):
		n := 1
		for n < len(s) && wordByte(s[n]) {
			n++
		}
		return n
	}
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// endOf is the index after a token whose content begins at from and ends with end. A token that is not closed ends after its
// first character.
func endOf(s string, from int, end string) int {
	if n := strings.Index(s[from:], end); n >= 0 {
		return from + n + len(end)
	}
	return 1
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
