package db

import (
	"database/sql"

	"sesame/account"
)

// sharesQueries count the paths that « oubli » would take with each member (journeys.md, D 3): a code for whoever has
// personalised a password, else the category's question where the caisse holds a fact for it, else a letter; a letter
// for whoever cannot be reached. Written here only, so that a decoy keeps its path between two imports.
var sharesQueries = []string{
	`DELETE FROM decoy_shares`,
	`INSERT INTO decoy_shares (kind, path, category, members)
	 SELECT kind, path, category, count(*) FROM (
		SELECT m.kind, m.category, CASE
			WHEN NOT EXISTS (SELECT 1 FROM contacts c WHERE c.member_id = m.id AND (c.kind = 'email' OR c.kind = 'mobile' AND :sms)) THEN 'letter'
			WHEN m.personalised_at IS NOT NULL THEN 'code'
			WHEN m.category = 'particulier' AND (m.vitale_key IS NOT NULL OR EXISTS (
				SELECT 1 FROM payments p WHERE p.member_id = m.id AND p.nature = 'prestation' AND p.paid_on >= :particulier)) THEN 'question'
			WHEN m.category = 'exploitant' AND EXISTS (
				SELECT 1 FROM payments p WHERE p.member_id = m.id AND p.nature = 'facture_cotisations' AND p.paid_on >= :exploitant) THEN 'question'
			WHEN m.category IN ('entreprise', 'employeur_jardinier') AND EXISTS (
				SELECT 1 FROM payments p WHERE p.member_id = m.id AND p.nature = 'cotisations_salaires' AND p.paid_on >= :entreprise) THEN 'question'
			ELSE 'letter' END AS path
		FROM members m)
	 GROUP BY kind, path, category`,
}

// shareArgs are the values of sharesQueries, by name.
func shareArgs(o ImportOptions) []any {
	since := func(c account.Category) string {
		q, _ := account.QuestionFor(c)
		return day(o.Now.AddDate(0, -q.Months, 0))
	}
	return []any{
		sql.Named("sms", o.SMS),
		sql.Named("particulier", since(account.Particulier)),
		sql.Named("exploitant", since(account.Exploitant)),
		sql.Named("entreprise", since(account.Entreprise)),
	}
}
