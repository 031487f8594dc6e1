package account

import "strings"

// MailProviders are the mailbox providers under whose domains many members have a mailbox, by names that fit after « la
// boîte de ». Each accepts or refuses our messages as a whole.
var MailProviders = []string{"Orange", "La Poste", "Free", "SFR", "Bouygues", "Gmail", "Hotmail", "Yahoo", "Apple"}

var mailProviders = func() map[string]string {
	named := map[string]string{}
	for provider, domains := range map[string][]string{
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
			named[domain] = provider
		}
	}
	return named
}()

// MailProvider returns the one of MailProviders that hosts the mailbox of an address; empty for any other.
func MailProvider(address string) string {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	return mailProviders[domain]
}
