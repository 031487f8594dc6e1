package courier

import "strings"

// Provider returns the mailbox provider of an address. Several domains may belong to one large French provider, which
// accepts or refuses our messages as a whole. Any other domain is its own provider.
func Provider(to string) string {
	_, domain, _ := strings.Cut(strings.ToLower(to), "@")
	if house := houses[domain]; house != "" {
		return house
	}
	return domain
}

// houses maps domains to provider names that fit after « la boîte de ».
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
