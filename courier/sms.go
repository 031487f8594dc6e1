package courier

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/db"
)

// codeWarning stands in an SMS with a code where the length of the host's name and of the phone number leaves room.
const codeWarning = ", ne le donnez à personne"

// renderSMS renders a message as one SMS: GSM alphabet, at most maxSeptets, the secret alone on its line. A code ends
// with the line that binds it to this site, so that a phone suggests it there only (WebOTP, « origin-bound one-time
// codes »). It returns an error for a kind sent by e-mail only, or a text that is too long.
func renderSMS(c account.Caisse, m db.Message, loc *time.Location) (Text, error) {
	body, err := smsBody(c, m, loc)
	if err != nil {
		return Text{}, err
	}
	n, err := Septets(body)
	if err != nil {
		return Text{}, fmt.Errorf("render an SMS of kind %s: %w", m.Kind, err)
	}
	if n > maxSeptets {
		return Text{}, fmt.Errorf("render an SMS of kind %s: %d septets, %d at most", m.Kind, n, maxSeptets)
	}
	return Text{To: m.To, Body: body}, nil
}

// smsBody returns the text of an SMS, with the warning if that fits.
func smsBody(c account.Caisse, m db.Message, loc *time.Location) (string, error) {
	body, err := smsText(c, m, loc, codeWarning)
	if err != nil {
		return "", err
	}
	if n, err := Septets(body); err == nil && n > maxSeptets {
		return smsText(c, m, loc, "")
	}
	return body, nil
}

func smsText(c account.Caisse, m db.Message, loc *time.Location, warning string) (string, error) {
	v := valuesOf(c, m, loc)
	v.Warning = warning
	at := m.At.In(loc)
	v.Phone, v.Day, v.Hour, v.Detail = toGSM(v.Phone), shortDay(at), shortHour(at), masked(v.Detail)
	if !m.Until.IsZero() {
		v.Until = untilShort(at, m.Until.In(loc))
	}
	lines, err := block(m.Kind, "sms", v)
	return strings.Join(lines, "\n"), err
}

// masked writes a masked contact with the letters of an SMS, and cuts the end of a long one.
func masked(contact string) string {
	const longest = 34
	contact = toGSM(strings.ReplaceAll(contact, "•", "*"))
	if runes := []rune(contact); len(runes) > longest {
		return string(runes[:longest-3]) + "..."
	}
	return contact
}

// CheckSMS renders every SMS with the longest possible values under a configuration. Its error tells the operator which
// one is too long and by how much.
func CheckSMS(c account.Caisse) error {
	// Every hour has two digits; codes have 8 digits in « mode renforcé ».
	at := time.Date(2026, time.November, 23, 12, 55, 0, 0, time.UTC)
	secrets := map[string]string{db.KindCode: "00000000", db.KindMobileCode: "00000000", db.KindBrowserCode: "00000000", db.KindTemporary: "mmmmmmmmmmmm", db.KindCallCode: "000000", db.KindCallWords: "mmmmmmmmm mmmmmmmmm"}
	lives := map[string]time.Duration{db.KindCode: 11 * time.Hour, db.KindMobileCode: 11 * time.Hour, db.KindBrowserCode: 11 * time.Hour, db.KindTemporary: 24 * time.Hour, db.KindCallCode: 11 * time.Hour}
	contact := "m•••@" + strings.Repeat("m", 60) + ".example"
	for _, kind := range smsKinds() {
		body, err := smsBody(c, db.Message{
			Kind: kind, Secret: secrets[kind], Request: "MMM-888", Instead: account.Email, Detail: contact, At: at, Until: at.Add(lives[kind]),
		}, time.UTC)
		if err != nil {
			return err
		}
		n, err := Septets(body)
		if err != nil {
			return fmt.Errorf("SMS « %s » : %w (SESAME_CAISSE_PHONE : « %s », SESAME_BASE_URL : « %s »)", kind, err, c.Phone, c.Host)
		}
		if n > maxSeptets {
			return fmt.Errorf("SMS « %s » : %d caractères au lieu de %d au plus : raccourcissez de %d caractères SESAME_CAISSE_PHONE "+
				"(« %s ») ou l'hôte de SESAME_BASE_URL (« %s »)", kind, n, maxSeptets, n-maxSeptets, c.Phone, c.Host)
		}
	}
	return nil
}

// smsKinds lists the kinds that may be sent by SMS, in the order of their names.
func smsKinds() (names []string) {
	for _, name := range slices.Sorted(maps.Keys(kinds())) {
		if kinds()[name].Lookup("sms") != nil {
			names = append(names, name)
		}
	}
	return names
}
