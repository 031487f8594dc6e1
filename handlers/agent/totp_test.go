package agent

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestTwoCodesOfAnAuthenticatorAreRightAtAMoment(t *testing.T) {
	const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	now := time.Date(2026, 11, 23, 14, 5, 10, 0, time.UTC)
	for offset, right := range map[time.Duration]bool{-2: false, -1: true, 0: true, 1: false, 2: false} {
		at := now.Add(offset * totpPeriod * time.Second)
		code, err := totp.GenerateCodeCustom(secret, at, totpRules)
		if err != nil {
			t.Fatal(err)
		}
		if step, ok, err := matchTOTP(secret, code, now); err != nil || ok != right || ok && step != at.Unix()/totpPeriod {
			t.Errorf("%d steps away: %d, %v, %v", offset, step, ok, err)
		}
	}
}
