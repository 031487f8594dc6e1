package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// commonDomain is how many members have an e-mail address under a domain before its name may be shown to others: a rarer
// one could reveal whose it is.
const commonDomain = 20

// emailDomains is what CountDomains found last. It is kept in memory only, because the file holds no address in clear.
type emailDomains struct {
	common []string
	loaded int64 // the newest import when they were counted
}

// CommonDomains lists the domains of e-mail addresses that are common among the members, most common first.
func (d *DB) CommonDomains() []string {
	if counted := d.domains.Load(); counted != nil {
		return counted.common
	}
	return nil
}

// CountDomains finds the common domains anew, unless no file was loaded since the last time. It opens every address. It
// does nothing while an import is at work, whose addresses nobody sees yet.
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
	rows, err := d.read.QueryContext(ctx, `SELECT c.value, `+contactBinding.sql()+` FROM contacts c JOIN members m ON m.id = c.member_id WHERE c.kind = ?`, Email) //nolint:gosec // G202: the binding is a constant
	if err != nil {
		return fmt.Errorf("count e-mail domains: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var sealed, bound []byte
		if err := rows.Scan(&sealed, &bound); err != nil {
			return fmt.Errorf("count e-mail domains: %w", err)
		}
		address, err := d.keys.Open(contactColumn(Email), bound, sealed)
		if err != nil {
			return fmt.Errorf("count e-mail domains: %w", err)
		}
		if _, domain, ok := strings.Cut(string(address), "@"); ok {
			members[domain]++
		}
	}
	if err := rows.Err(); err != nil {
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
