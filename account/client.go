package account

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sesame/texts"
)

// ClientScopes are the scopes that a client can be granted. ScopeOpenID is in every list.
var ClientScopes = []string{ScopeOpenID, "profile", "email", "phone", "identifiant"}

// ScopeOpenID is the scope that makes a request an OpenID Connect request.
const ScopeOpenID = "openid"

// ClientSignatures are the algorithms that a client's tokens can be signed with; the first is the default.
var ClientSignatures = []string{"RS256", "ES256"}

// defaultScopes are the scopes of a client registered without any.
var defaultScopes = []string{ScopeOpenID, "profile", "email"}

const (
	clientNameLength = 60
	clientURLLength  = 2000
)

// Client is the description of an OpenID Connect client to register.
type Client struct {
	Name      string
	Redirects []string // redirect URIs
	StartURL  string   // target of the link in « Mon espace privé »; empty for none
	LogoutURL string   // where logout tokens are sent; empty for none
	Scopes    []string // empty for the default
	Signature string   // empty for the default
	Public    bool     // has no secret
}

// ClientField is a field of a Client, named like the option of the command.
type ClientField string

// The fields that can be invalid.
const (
	ClientName      ClientField = "name"
	ClientRedirect  ClientField = "redirect"
	ClientStart     ClientField = "start"
	ClientLogout    ClientField = "logout"
	ClientScope     ClientField = "scopes"
	ClientSignature ClientField = "signature"
)

// ClientFault is an invalid field of a Client, with a French message that says how to correct it.
type ClientFault struct {
	Field   ClientField
	Message string
}

// ClientFaults lists all invalid fields of a Client.
type ClientFaults []ClientFault

func (f ClientFaults) Error() string {
	messages := make([]string, len(f))
	for i, fault := range f {
		messages[i] = string(fault.Field) + ": " + fault.Message
	}
	return strings.Join(messages, "; ")
}

// Checked returns the client as it is stored. Its error is ClientFaults.
func (c Client) Checked() (Client, error) {
	var faults ClientFaults
	check := func(field ClientField, message string) {
		if message != "" {
			faults = append(faults, ClientFault{field, message})
		}
	}
	c.Name = Cleaned(c.Name)
	check(ClientName, nameFault(c.Name))
	var redirects []string
	for _, u := range c.Redirects {
		if u = strings.TrimSpace(u); u == "" || slices.Contains(redirects, u) {
			continue
		}
		check(ClientRedirect, urlFault(u))
		redirects = append(redirects, u)
	}
	if c.Redirects = redirects; len(redirects) == 0 {
		check(ClientRedirect, texts.ClientRedirectMissing)
	}
	for _, one := range []struct {
		field ClientField
		url   *string
	}{{ClientStart, &c.StartURL}, {ClientLogout, &c.LogoutURL}} {
		if *one.url = strings.TrimSpace(*one.url); *one.url != "" {
			check(one.field, urlFault(*one.url))
		}
	}
	scopes := defaultScopes
	if len(c.Scopes) > 0 {
		scopes = nil
		for _, known := range ClientScopes {
			if known == ScopeOpenID || slices.Contains(c.Scopes, known) {
				scopes = append(scopes, known)
			}
		}
		for _, s := range c.Scopes {
			if !slices.Contains(ClientScopes, s) {
				check(ClientScope, texts.ClientScopeUnknown(s, ClientScopes))
			}
		}
	}
	c.Scopes = slices.Clone(scopes)
	if c.Signature == "" {
		c.Signature = ClientSignatures[0]
	}
	if !slices.Contains(ClientSignatures, c.Signature) {
		check(ClientSignature, texts.ClientSignatureUnknown(ClientSignatures))
	}
	if len(faults) > 0 {
		return c, faults
	}
	return c, nil
}

func nameFault(name string) string {
	switch {
	case name == "":
		return texts.Required
	case utf8.RuneCountInString(name) > clientNameLength:
		return texts.ClientNameLong(clientNameLength)
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return texts.ClientNameSigns
	}
	return ""
}

// urlFault returns why an address of a client is not accepted; empty if it is. Addresses are compared as whole strings,
// as they were typed, so nothing that can be interpreted in two ways is allowed in them.
func urlFault(typed string) string {
	u, err := url.Parse(typed)
	switch {
	case len(typed) > clientURLLength:
		return texts.ClientURLLong(clientURLLength)
	case strings.ContainsFunc(typed, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '\\' }):
		return texts.ClientURLSigns(typed)
	case err != nil || u.Hostname() == "" || u.Opaque != "" || !portExists(u.Port()):
		return texts.ClientURLMalformed(typed)
	case strings.Contains(typed, "#"):
		return texts.ClientURLFragment(typed)
	case u.User != nil:
		return texts.ClientURLUser(typed)
	case strings.Contains(typed, "*"):
		return texts.ClientURLWildcard(typed)
	case u.Scheme == "https" || u.Scheme == "http" && slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname()):
		return ""
	}
	return texts.ClientURLScheme(typed)
}

func portExists(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}
