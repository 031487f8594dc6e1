package member

import (
	"context"

	"sesame/views"
)

// services returns links to the caisse's other programs for « Mon espace privé ».
func (a *Pages) services(ctx context.Context) (links []views.ServiceLink, err error) {
	pages, err := a.DB.StartPages(ctx)
	for _, p := range pages {
		links = append(links, views.ServiceLink(p))
	}
	return links, err
}

// opened returns, for each of the member's logins, the names of the services that it has opened.
func (a *Pages) opened(ctx context.Context, memberID int64) (map[int64][]string, error) {
	all, err := a.DB.ClientLogins(ctx, memberID)
	names := map[int64][]string{}
	for _, l := range all {
		names[l.LoginID] = append(names[l.LoginID], l.Name)
	}
	return names, err
}
