package directory

import (
	"slices"
	"strings"

	"sesame/account"
	"sesame/db"
)

// claims are the directory's statements about a person.
type claims map[string]any

// at returns a claim by its path: as a whole name, for names that contain dots, else part by part.
func (c claims) at(path string) (any, bool) {
	if value, ok := c[path]; ok {
		return value, true
	}
	first, rest, nested := strings.Cut(path, ".")
	inner, ok := c[first].(map[string]any)
	if !nested || !ok {
		return nil, false
	}
	return claims(inner).at(rest)
}

// texts returns a claim's values: a directory sends one value as a string, and several as an array.
func (c claims) texts(path string) (all []string) {
	value, _ := c.at(path)
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, one := range v {
			if s, ok := one.(string); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// login returns an agent's login: the claim without a domain before or behind it, as in AD FS names and e-mail addresses;
// empty if it cannot be a login.
func (c claims) login(path string) string {
	said := c.texts(path)
	if len(said) != 1 {
		return ""
	}
	name, _, _ := strings.Cut(said[0][strings.LastIndex(said[0], `\`)+1:], "@")
	login, err := account.ParseAgentLogin(name)
	if err != nil {
		return ""
	}
	return login
}

// name returns the agent's name for colleagues: OpenID Connect has one claim for it, ProConnect a given name and a usual
// name.
func (c claims) name() string {
	said := c.texts("name")
	if len(said) == 0 {
		said = append(c.texts("given_name"), c.texts("usual_name")...)
	}
	name, err := account.ParseAgentName(strings.Join(said, " "))
	if err != nil {
		return ""
	}
	return name
}

// role returns the widest role that the claim's values map to; empty for none.
func (c claims) role(path string, by map[string]db.Role) (widest db.Role) {
	for _, value := range c.texts(path) {
		if role, known := by[value]; known && slices.Index(db.Roles, role) > slices.Index(db.Roles, widest) {
			widest = role
		}
	}
	return widest
}

// level says whether one of the accepted levels was reached; an empty list accepts any.
func (c claims) level(accepted []string) bool {
	return len(accepted) == 0 || slices.ContainsFunc(append(c.texts("acr"), c.texts("amr")...), func(said string) bool { return slices.Contains(accepted, said) })
}
