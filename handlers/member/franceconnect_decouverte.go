package member

import (
	"errors"
	"time"

	"sesame/handlers/openid"
)

// Check fetches the discovery document, for the command « doctor ».
func (f *FranceConnect) Check(now func() time.Time) error {
	_, err := f.provider(now)
	return err
}

// provider is FranceConnect as its discovery document describes it.
func (f *FranceConnect) provider(now func() time.Time) (*openid.Provider, error) {
	p, err := f.Provider(now)
	if err == nil && (p.Logout == "" || p.UserInfoEndpoint() == "") {
		return nil, errors.New("the discovery document lacks an endpoint")
	}
	return p, err
}
