package agent

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"image/png"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"sesame/db"
)

// Parameters of an authenticator's code, the defaults of RFC 6238 that all apps support: SHA-1, six digits, 30 seconds.
const totpPeriod = 30

var totpRules = totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// newTOTPSecret generates 160 bits (RFC 4226, section 4).
func newTOTPSecret() string {
	secret := make([]byte, 20)
	rand.Read(secret) //nolint:errcheck // never fails (crypto/rand)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// totpURL is the URL that an authenticator app scans.
func (a *Pages) totpURL(agent *db.Agent, secret string) string {
	issuer := a.Caisse.Name
	values := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+agent.Login) + "?" + strings.ReplaceAll(values.Encode(), "+", "%20")
}

// totpQR renders the URL as a QR code, 240 pixels wide.
func (a *Pages) totpQR(agent *db.Agent, secret string) ([]byte, error) {
	key, err := otp.NewKeyFromURL(a.totpURL(agent, secret))
	if err != nil {
		return nil, err
	}
	drawn, err := key.Image(240, 240)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = png.Encode(&b, drawn)
	return b.Bytes(), err
}

// matchTOTP returns the time step of this code: the current one or the one before, for slow typing and for phones
// whose clock is behind. The next step is refused, so that at most two codes are valid at any time.
func matchTOTP(secret, code string, now time.Time) (step int64, ok bool, err error) {
	for offset := int64(0); offset >= -1; offset-- {
		at := now.Add(time.Duration(offset) * totpPeriod * time.Second)
		right, err := totp.ValidateCustom(code, secret, at, totpRules)
		if err != nil {
			return 0, false, err
		}
		if right {
			return at.Unix() / totpPeriod, true, nil
		}
	}
	return 0, false, nil
}

// totpStep returns the time step of an agent's code. known is false when the input is not six digits, or the agent has
// no authenticator. A wrong code has step 0, which cannot be spent.
func (a *Pages) totpStep(ctx context.Context, agent *db.Agent, code string) (step int64, known bool, err error) {
	if len(code) != totpRules.Digits.Length() || strings.Trim(code, "0123456789") != "" || !agent.HasTOTP {
		return 0, false, nil
	}
	secret, err := a.DB.TOTPSecret(ctx, agent)
	if err != nil {
		return 0, true, err
	}
	step, _, err = matchTOTP(secret, code, a.Now())
	return step, true, err
}
