package courier

import "strings"

// provider is who keeps the boxes of a domain: several domains of the great French ones are one house, which takes our
// messages or refuses them as a whole. Any other domain is a provider of its own.
func provider(to string) string {
	_, domain, _ := strings.Cut(strings.ToLower(to), "@")
	if house := houses[domain]; house != "" {
		return house
	}
	return domain
}

// houses are named as « la boîte de … » goes on.
var houses = func() map[string]string {
	named := map[string]string{}
	for house, domains := range map[string][]string{
		"La Poste": {"laposte.net"},
		"Orange":   {"orange.fr", "wanadoo.fr", "voila.fr"},
		"Free":     {"free.fr", "libertysurf.fr", "aliceadsl.fr", "alice.fr", "online.fr"},
		"SFR":      {"sfr.fr", "neuf.fr", "cegetel.net", "club-internet.fr", "9online.fr", "numericable.fr", "noos.fr", "9business.fr", "red-by-sfr.fr"},
		"Bouygues": {"bbox.fr"},
		"Gmail":    {"gmail.com", "googlemail.com"},
		"Hotmail":  {"hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com", "live.fr", "live.com", "msn.com"},
		"Yahoo":    {"yahoo.fr", "yahoo.com", "ymail.com"},
		"Apple":    {"icloud.com", "me.com", "mac.com"},
	} {
		for _, domain := range domains {
			named[domain] = house
		}
	}
	return named
}()
