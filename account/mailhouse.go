package account

import "strings"

// MailHouses are the providers of mailboxes under whose domains many members have theirs, by names that fit after « la boîte de ».
// Each accepts or refuses our messages as a whole.
var MailHouses = []string{"Orange", "La Poste", "Free", "SFR", "Bouygues", "Gmail", "Hotmail", "Yahoo", "Apple"}

var mailHouses = func() map[string]string {
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

// MailHouse is the house of an address; empty for any other provider.
func MailHouse(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return mailHouses[domain]
}
