package member

import (
	"context"
	"io"
	"net/http"

	"golang.org/x/oauth2"

	"sesame/account"
)

// userinfo fetches the identity. Unlike the library's function, it rejects an unsigned response and checks issuer,
// audience, subject and expiry.
func (a *Pages) userinfo(ctx context.Context, p *fcProvider, token *oauth2.Token, subject string) (who account.Identity, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.UserInfoEndpoint(), nil)
	if err != nil {
		return who, err
	}
	token.SetAuthHeader(request)
	response, err := a.FranceConnect.client.Do(request)
	if err != nil {
		return who, err
	}
	defer response.Body.Close() //nolint:errcheck // read to its end, or given up
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return who, err
	}
	if response.StatusCode != http.StatusOK {
		return who, statusError(response.StatusCode)
	}
	checked, err := p.tokens.Verify(ctx, string(body))
	if err != nil {
		return who, err
	}
	if checked.Subject != subject || subject == "" {
		return who, errSubject
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
