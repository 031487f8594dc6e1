package directory

import (
	"encoding/json"
	"testing"

	"sesame/db"
)

func read(t *testing.T, text string) claims {
	t.Helper()
	c := claims{}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRolesOfClaims(t *testing.T) {
	by := map[string]db.Role{"a": db.RoleAgent, "c": db.RoleMailroom, "s": db.RoleSupervisor}
	for _, c := range []struct {
		path, claims string
		want         db.Role
	}{
		{"groups", `{"groups":"a"}`, db.RoleAgent},
		{"groups", `{"groups":["x","c"]}`, db.RoleMailroom},
		{"groups", `{"groups":["s","a","c"]}`, db.RoleSupervisor},
		{"realm_access.roles", `{"realm_access":{"roles":["a","s"]}}`, db.RoleSupervisor},
		{"resource_access.sesame.roles", `{"resource_access":{"sesame":{"roles":["a"]}}}`, db.RoleAgent},
		{"http://schemas.example/role", `{"http://schemas.example/role":["a"]}`, db.RoleAgent}, // a name with dots
		{"groups", `{}`, ""},
		{"groups", `{"groups":null}`, ""},
		{"groups", `{"groups":["A"," a","as"]}`, ""},
		{"groups", `{"groups":[1,true,["a"],{"a":"a"}]}`, ""},
		{"groups", `{"groups":{"a":true}}`, ""},
		{"realm_access.roles", `{"realm_access":["a"],"roles":["a"]}`, ""},
		{"realm_access.roles", `{"realm_access":{"Roles":["a"]}}`, ""},
	} {
		if got := read(t, c.claims).role(c.path, by); got != c.want {
			t.Errorf("%s of %s is %q, not %q", c.path, c.claims, got, c.want)
		}
	}
}

func TestNamesOfClaims(t *testing.T) {
	for said, want := range map[string]string{
		`"pmercier"`: "pmercier", `"PMercier"`: "pmercier", `"paul.mercier@caisse.example"`: "paul.mercier", `"CAISSE\\pmercier"`: "pmercier",
		`"@caisse.example"`: "", `"p"`: "", `"7f3a"`: "", `"paul mercier"`: "", `["pmercier","autre"]`: "", `["pmercier"]`: "pmercier", `42`: "", `null`: "", `"pmercier\nx"`: "",
	} {
		if got := read(t, `{"upn":`+said+`}`).login("upn"); got != want {
			t.Errorf("%s is %q, not %q", said, got, want)
		}
	}
}

func TestLevelsOfClaims(t *testing.T) {
	for _, c := range []struct {
		claims   string
		accepted []string
		want     bool
	}{
		{`{}`, nil, true},
		{`{"acr":"0"}`, []string{"mfa"}, false},
		{`{"acr":"mfa"}`, []string{"mfa"}, true},
		{`{"amr":["pwd","mfa"]}`, []string{"eidas1", "mfa"}, true},
		{`{"amr":"mfa"}`, []string{"mfa"}, true},
		{`{"acr":"mfa2","amr":["mf"]}`, []string{"mfa"}, false},
	} {
		if got := read(t, c.claims).level(c.accepted); got != c.want {
			t.Errorf("%s reaches %q: %v", c.claims, c.accepted, got)
		}
	}
}
