package courier

import (
	"strings"

	"sesame/account"
)

// Provider returns the mailbox provider of an address: its house, which accepts or refuses our messages as a whole, or its domain.
func Provider(to string) string {
	if house := account.MailHouse(to); house != "" {
		return house
	}
	_, domain, _ := strings.Cut(strings.ToLower(to), "@")
	return domain
}
