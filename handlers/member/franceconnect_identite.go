package member

import (
	"context"

	"golang.org/x/oauth2"

	"sesame/account"
	"sesame/handlers/openid"
)

// userinfo fetches the identity. Unlike the library's function, it rejects an unsigned response and checks issuer, audience,
// subject and expiry.
func (a *Pages) userinfo(ctx context.Context, p *openid.Provider, token *oauth2.Token, subject string) (who account.Identity, err error) {
	body, _, err := a.FranceConnect.Userinfo(ctx, p, token)
	if err != nil {
		return who, err
	}
	checked, err := p.Tokens.Verify(ctx, string(body))
	if err != nil {
		return who, err
	}
	if checked.Subject != subject || subject == "" {
		return who, openid.ErrSubject
	}
	var claims struct {
		FamilyName   string `json:"family_name"`
		GivenNames   string `json:"given_name"`
		Gender       string `json:"gender"`
		BirthDate    string `json:"birthdate"`
		BirthPlace   string `json:"birthplace"`
		BirthCountry string `json:"birthcountry"`
	}
	err = checked.Claims(&claims)
	return account.Identity(claims), err
}
