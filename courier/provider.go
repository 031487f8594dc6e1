package courier

import (
	"strings"

	"sesame/account"
)

// Provider returns the mailbox provider of an address: the name of a large one with several domains (account.MailProvider),
// otherwise the domain. A provider accepts or refuses our messages as a whole.
func Provider(to string) string {
	if provider := account.MailProvider(to); provider != "" {
		return provider
	}
	_, domain, _ := strings.Cut(strings.ToLower(to), "@")
	return domain
}
