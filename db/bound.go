package db

import (
	"fmt"
	"strconv"
	"strings"
)

// binding lists the columns of a row that a sealed value is bound to, beside its own column. Without the key, a changed
// column makes the value undecryptable.
type binding struct {
	decides []string // columns, or SQL expressions over the row
	keyed   []string // columns with keyed hashes, which change when keys are rotated
}

// sql is the SQL expression for the binding of a row. Each value is quoted, so that the bindings of two different rows always
// differ.
func (b binding) sql() string { return b.with(`%s`) }

// rotated is the SQL expression for the binding after a rotation has changed the keyed hashes.
func (b binding) rotated() string { return b.with(`carry(%s)`) }

func (b binding) with(keyed string) string {
	var quoted []string
	for _, d := range b.decides {
		quoted = append(quoted, fmt.Sprintf(`quote(CAST(%s AS BLOB))`, d))
	}
	for _, k := range b.keyed {
		quoted = append(quoted, fmt.Sprintf(`quote(CAST(`+keyed+` AS BLOB))`, k))
	}
	return strings.Join(quoted, ` || ',' || `)
}

// boundTo computes in Go the same bytes as binding.sql: first the values of decides, then those of keyed. The values are as
// the driver stores them: nil, int, int64, bool, string or []byte; nil is NULL. Any other type panics.
func boundTo(values ...any) []byte {
	b := make([]byte, 0, 160)
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "NULL"...)
		case []byte:
			if v == nil {
				b = append(b, "NULL"...)
				continue
			}
			b = appendQuoted(b, string(v))
		case string:
			b = appendQuoted(b, v)
		case bool:
			b = appendQuoted(b, map[bool]string{true: "1", false: "0"}[v])
		case int:
			b = appendQuoted(b, strconv.Itoa(v))
		case int64:
			b = appendQuoted(b, strconv.FormatInt(v, 10))
		default:
			panic(fmt.Sprintf("a value of type %T is bound to nothing", v))
		}
	}
	return b
}

// appendQuoted appends the bytes as SQLite's quote() writes a BLOB.
func appendQuoted(b []byte, value string) []byte {
	const digits = "0123456789ABCDEF"
	b = append(b, 'X', '\'')
	for i := range len(value) {
		b = append(b, digits[value[i]>>4], digits[value[i]&15])
	}
	return append(b, '\'')
}
