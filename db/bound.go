package db

import (
	"fmt"
	"strconv"
	"strings"
)

// binding is what a sealed value is bound to beside its column: columns of its row that decide together with it, as SQL. Who
// alters one of them, but has not the key, has a value that does not open.
type binding struct {
	decides []string // columns, or expressions of the row
	keyed   []string // those that are keyed hashes, which a rotation changes
}

// sql is the binding of a row. Each value is quoted, so that different rows never agree.
func (b binding) sql() string { return b.with(`%s`) }

// rotated is the binding of a row once a rotation has changed its keyed hashes.
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

// boundTo is the binding of a row whose values are known: those that decide, and then the keyed ones. They are what the
// driver stores: nil, int, int64, bool, string or []byte, of which nil is NULL.
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

// appendQuoted adds what SQLite's quote makes of these bytes.
func appendQuoted(b []byte, value string) []byte {
	const digits = "0123456789ABCDEF"
	b = append(b, 'X', '\'')
	for i := range len(value) {
		b = append(b, digits[value[i]>>4], digits[value[i]&15])
	}
	return append(b, '\'')
}
