package agent_test

import (
	"net/url"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// A page that a list no longer has, because its rows were decided meanwhile, leads to the first one: an empty page would say that nothing is left.
func TestAPageAfterTheEndOfAListLeadsToItsFirst(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleSupervisor)
	after := func(position string) string { return "apres=" + url.QueryEscape(position) }
	for page, first := range map[string]string{
		"/agent/messages?liste=tous&ordre=anciens&page=9":                 "/agent/messages?liste=tous&ordre=anciens&page=1",
		"/agent/valeurs?colonne=portable&" + after("999999 portable"):     "/agent/valeurs?colonne=portable",
		"/agent/valeurs?colonne=&joignables=non&" + after("999999 email"): "/agent/valeurs?colonne=&joignables=non",
		"/agent/ecarts?moyen=email&" + after("999999 email"):              "/agent/ecarts?moyen=email",
		"/agent/a-voir/jamais-venus?" + after("99999999999 999999"):       "/agent/a-voir/jamais-venus",
		"/agent/a-voir/doublons?" + after("taxnumber-ff"):                 "/agent/a-voir/doublons",
	} {
		b.Get(page).At(first, 200)
	}
}
