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

// ClientScopes are the scopes that a client can be given. ScopeOpenID is in every list.
var ClientScopes = []string{ScopeOpenID, "profile", "email", "phone", "identifiant"}

// ScopeOpenID is the scope that makes a request one of OpenID Connect.
const ScopeOpenID = "openid"

// ClientSignatures are the algorithms that a client's tokens can be signed with; the first is the default.
var ClientSignatures = []string{"RS256", "ES256"}

// defaultScopes are those of a client for which none were given.
var defaultScopes = []string{ScopeOpenID, "profile", "email"}

const (
	clientNameLength = 60
	clientURLLength  = 2000
)

// Client is what somebody says of a program that is to open by a login here (OpenID Connect).
type Client struct {
	Name      string
	Redirects []string // where members come back
	StartURL  string   // where « Mon espace privé » leads; empty for nowhere
	LogoutURL string   // where logout tokens go; empty for nowhere
	Scopes    []string // empty for the default
	Signature string   // empty for the default
	Public    bool     // has no secret
}

// ClientField is a part of a Client, by the name of the command's option.
type ClientField string

// The parts that can be wrong.
const (
	ClientName      ClientField = "name"
	ClientRedirect  ClientField = "redirect"
	ClientStart     ClientField = "start"
	ClientLogout    ClientField = "logout"
	ClientScope     ClientField = "scopes"
	ClientSignature ClientField = "signature"
)

// ClientFault is a part of a Client that cannot be taken, and what to do about it.
type ClientFault struct {
	Field   ClientField
	Message string
}

// ClientFaults is everything that is wrong with a Client.
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

// urlFault says why an address of a client cannot be taken; empty when it can. Addresses are compared whole and as they
// were typed, so that nothing in them may have a second way to be read.
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
