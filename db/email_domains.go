package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// commonDomain is how many members must have an e-mail address under a domain before its name may be shown to others: a rarer
// domain could reveal its owner.
const commonDomain = 20

// emailDomains is the last result of CountDomains. It is kept in memory only, because the file holds no address in clear.
type emailDomains struct {
	common []string
	loaded int64 // newest import at the time of counting
}

// CommonDomains lists the domains of e-mail addresses that are common among the members, most common first.
func (d *DB) CommonDomains() []string {
	if counted := d.domains.Load(); counted != nil {
		return counted.common
	}
	return nil
}

// CountDomains finds the common domains again, unless no file was loaded since the last time. It decrypts every address. It
// does nothing while an import is in progress, because the import's addresses are not visible yet.
func (d *DB) CountDomains(ctx context.Context) error {
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	var loaded int64
	if err := d.read.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM imports WHERE loaded_at IS NOT NULL`).Scan(&loaded); err != nil {
		return fmt.Errorf("count e-mail domains: %w", err)
	}
	if counted := d.domains.Load(); counted != nil && counted.loaded == loaded {
		return nil
	}
	members := map[string]int{}
	if err := inRound(ctx, func(after int64) (int64, int, error) { return d.domainsAfter(ctx, after, members) }); err != nil {
		return fmt.Errorf("count e-mail domains: %w", err)
	}
	counted := &emailDomains{loaded: loaded}
	for domain, n := range members {
		if n >= commonDomain {
			counted.common = append(counted.common, domain)
		}
	}
	slices.SortFunc(counted.common, func(a, b string) int {
		if n := members[b] - members[a]; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	d.domains.Store(counted)
	return nil
}

// domainsAfter counts the domains of the next members after a row. It returns the last row and the number of rows read.
func (d *DB) domainsAfter(ctx context.Context, after int64, members map[string]int) (last int64, read int, err error) {
	last = after
	//nolint:gosec // G202: the binding is a constant
	rows, err := d.read.QueryContext(ctx, `SELECT c.member_id, c.value, `+contactBinding.sql()+` FROM contacts c CROSS JOIN members m ON m.id = c.member_id
		WHERE c.kind = ? AND c.member_id > ? ORDER BY c.member_id LIMIT ?`, Email, after, roundRows)
	if err != nil {
		return last, read, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for ; rows.Next(); read++ {
		var sealed, bound []byte
		if err := rows.Scan(&last, &sealed, &bound); err != nil {
			return last, read, err
		}
		address, err := d.keys.Open(contactColumn(Email), bound, sealed)
		if err != nil {
			return last, read, err
		}
		if _, domain, ok := strings.Cut(string(address), "@"); ok {
			members[domain]++
		}
	}
	return last, read, rows.Err()
}
