package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sesame/account"
)

// caisse is the required information about the caisse.
var caisse = []string{
	"SESAME_CAISSE_NAME=MSA Poitou", "SESAME_CAISSE_PHONE=05 49 00 00 00", "SESAME_CAISSE_HOURS=du lundi au vendredi, de 9 h à 16 h 30",
	"SESAME_CAISSE_ADDRESS=37 rue du Touffenet, 86000 Poitiers", "SESAME_CAISSE_SITE=https://www.poitou.example", "SESAME_CAISSE_CONTACT_EMAIL=contact@poitou.example",
}

// enough is the minimal configuration with which serve starts.
var enough = append([]string{
	"SESAME_BASE_URL=https://espace.example",
	"SESAME_SMTP_URL=smtp://relay.example:587",
	"SESAME_SMTP_FROM=Mon espace privé <ne-pas-repondre@caisse.example>",
	"PATH=/usr/bin",
}, caisse...)

var all = options{command: "serve", settings: func(setting) bool { return true }, serving: true}

func configured(env []string, args ...string) (*config, error) {
	p := &program{env: append(append([]string{}, enough...), env...), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now}
	c, _, err := p.configure(args, all)
	return c, err
}

func TestWithoutSettingsTheDefaultsHold(t *testing.T) {
	c, err := configured(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c.Limits, account.DefaultLimits()) {
		t.Errorf("limits %+v\nwant   %+v", c.Limits, account.DefaultLimits())
	}
	if c.Listen != ":8080" || c.DB != "sesame.db" || c.keyPath() != "sesame.key" || c.MetricsListen != "127.0.0.1:9090" || c.SMSURL != "off:" ||
		c.SMSSender != "MSA" || c.Caisse.Host != "espace.example" || len(c.TrustedProxies) != 0 {
		t.Errorf("config %+v", c)
	}
}

func TestEverySettingReachesItsPlace(t *testing.T) {
	for _, c := range []struct {
		variable, value string
		got             func(*config) any
		want            any
	}{
		{"SESAME_LISTEN", "127.0.0.1:8081", func(c *config) any { return c.Listen }, "127.0.0.1:8081"},
		{"SESAME_ACCESS_RELAY", "https://relais.example", func(c *config) any { return c.Caisse.Legal.Relay }, "https://relais.example"},
		{"SESAME_ACCESS_AUDIT", "https://caisse.example/audit", func(c *config) any { return c.Caisse.Legal.Audit.Conformity() }, "non conforme"},
		{"SESAME_LISTEN", "[::1]:8081", func(c *config) any { return c.Listen }, "[::1]:8081"},
		{"SESAME_BASE_URL", "http://localhost:8080/", func(c *config) any { return c.BaseURL.String() }, "http://localhost:8080"},
		{"SESAME_BASE_URL", "http://[::1]:8080", func(c *config) any { return c.Caisse.Host }, "::1"},
		{"SESAME_DB", "/var/lib/sesame/base.db", func(c *config) any { return c.keyPath() }, "/var/lib/sesame/base.key"},
		{"SESAME_KEY_FILE", "/etc/sesame/key", func(c *config) any { return c.keyPath() }, "/etc/sesame/key"},
		{"SESAME_TRUSTED_PROXIES", "10.1.2.3/8, 192.0.2.1", func(c *config) any { return c.TrustedProxies[0].String() + " " + c.TrustedProxies[1].String() }, "10.0.0.0/8 192.0.2.1/32"},
		{"SESAME_ACME_DOMAINS", "Espace.example,www.espace.example", func(c *config) any { return strings.Join(c.ACMEDomains, " ") }, "espace.example www.espace.example"},
		{"SESAME_METRICS_LISTEN", "127.0.0.1:9999", func(c *config) any { return c.MetricsListen }, "127.0.0.1:9999"},
		{"SESAME_CAISSE_NAME", "MSA Poitou", func(c *config) any { return c.Caisse.Name }, "MSA Poitou"},
		{"SESAME_CAISSE_PHONE", "3646", func(c *config) any { return c.Caisse.Phone }, "3646"},
		{"SESAME_CAISSE_CONTACT_EMAIL", "contact@Poitou.EXAMPLE", func(c *config) any { return c.Caisse.ContactEmail }, "contact@poitou.example"},
		{"SESAME_CAISSE_COLOR", "#005544", func(c *config) any { return c.Caisse.Color }, "#005544"},
		{"SESAME_INSCRIPTION_URL", "https://caisse.example/inscription", func(c *config) any { return c.InscriptionURL }, "https://caisse.example/inscription"},
		{"SESAME_TIERS_DIGITS", "7, 12", func(c *config) any { return c.TiersDigits }, []int{7, 12}},
		{"SESAME_CODE_DIGITS", "6", func(c *config) any { return c.Limits.CodeDigits }, 6},
		{"SESAME_CODE_TTL", "10m", func(c *config) any { return c.Limits.CodeTTL }, 10 * time.Minute},
		{"SESAME_CODE_RESEND", "30s, 5m", func(c *config) any { return c.Limits.Resend[1] }, 5 * time.Minute},
		{"SESAME_LETTER_TTL", "20d", func(c *config) any { return c.Limits.LetterTTL }, 20 * days},
		{"SESAME_BUDGET_SMS", "60,400", func(c *config) any { return c.Limits.SMSCeiling }, account.Ceiling{Hour: 60, Day: 400}},
		{"SESAME_BUDGET_LETTERS", "15, 100", func(c *config) any { return c.Limits.LetterCeiling }, account.Ceiling{Hour: 15, Day: 100}},
		{"SESAME_BUDGET_CONTACT", "20,20", func(c *config) any { return c.Limits.ContactCeiling }, account.Ceiling{Hour: 20, Day: 20}},
		{"SESAME_BODY_BYTES", "100000", func(c *config) any { return c.Limits.BodyBytes }, int64(100000)},
	} {
		t.Run(c.variable+"="+c.value, func(t *testing.T) {
			got, err := configured([]string{c.variable + "=" + c.value})
			if err != nil || !reflect.DeepEqual(c.got(got), c.want) {
				t.Errorf("as a variable: %v", err)
			}
			flag := setting{name: c.variable}.flagName()
			got, err = configured([]string{c.variable + "=" + c.value}, "--"+flag+"="+c.value)
			if err != nil || !reflect.DeepEqual(c.got(got), c.want) {
				t.Errorf("as --%s: %v", flag, err)
			}
		})
	}
}

func TestASettingIsReadUnderItsFormerName(t *testing.T) {
	const relay = "https://relais.example"
	for _, given := range [][]string{{"SESAME_LEGAL_RELAY=" + relay}, {"SESAME_LEGAL_RELAY=" + relay, "SESAME_ACCESS_RELAY=" + relay}} { // its former name
		if c, err := configured(given); err != nil || c.Caisse.Legal.Relay != relay {
			t.Errorf("%v: %v", given, err)
		}
	}
}

func TestAFlagWinsOverTheVariable(t *testing.T) {
	c, err := configured([]string{"SESAME_DB=variable.db"}, "--db", "flag.db")
	if err != nil || c.DB != "flag.db" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestAWrongValueIsRefusedWithTheNameOfItsSetting(t *testing.T) {
	for variable, values := range map[string][]string{
		"SESAME_LISTEN":               {"8080", "localhost", ":70000", "serveur:80", ":http"},
		"SESAME_BASE_URL":             {"espace.example", "http://espace.example", "ftp://espace.example", "https://espace.example/chemin", "https://u:p@espace.example", "https://"},
		"SESAME_DB":                   {"a\nb"},
		"SESAME_ACME_DOMAINS":         {"espace", "*.espace.example", "https://espace.example"},
		"SESAME_ACME_DIRECTORY":       {"http://acme.example", "acme"},
		"SESAME_ACME_EMAIL":           {"nobody"},
		"SESAME_TRUSTED_PROXIES":      {"proxy", "10.0.0.0/33"},
		"SESAME_METRICS_LISTEN":       {"9090", ":8080"},
		"SESAME_SMTP_URL":             {"relay:25", "smtps://relay", "smtp://relay?tls=maybe", "smtp://"},
		"SESAME_SMTP_FROM":            {"nobody", "@"},
		"SESAME_SMS_URL":              {"https://gateway", "smpp://id:pass@host:2775", "json+https://", "kannel+http://gateway"},
		"SESAME_CAISSE_PHONE":         {"appelez-nous", "05"},
		"SESAME_CAISSE_SITE":          {"caisse.example", "javascript:alert(1)"},
		"SESAME_CAISSE_CONTACT_EMAIL": {"contact", "a@b@c"},
		"SESAME_CAISSE_COLOR":         {"green", "#12345", "#12345g"},
		"SESAME_CAISSE_NAME":          {"deux\nlignes"},
		"SESAME_INSCRIPTION_URL":      {"inscription"},
		"SESAME_TIERS_DIGITS":         {"0", "21", "sept", "7;8"},
		"SESAME_CODE_DIGITS":          {"3", "9", "quatre", "4.5"},
		"SESAME_CODE_TTL":             {"30", "0m", "25h", "-30m", "d"},
		"SESAME_CODE_TRIES":           {"0", "100"}, // too many tries also make guessing too likely
		"SESAME_CODE_RESEND":          {",", "60", "2h", "60s;120s"},
		"SESAME_WRONG_CODES_PER_DAY":  {"0"},
		"SESAME_LETTERS_PER_WEEK":     {"8"},
		"SESAME_BUDGET_SMS":           {"60", "60,", "0,400", "60,59", "60;400", "soixante,400"},
		"SESAME_LOGIN_PER_DAY":        {"4"}, // below SESAME_LOGIN_FREE
		"SESAME_LOGIN_MAX_DELAY":      {"30s"},
		"SESAME_SESSION_MAX":          {"10m"},
		"SESAME_JOURNEY_TTL":          {"20m"},
		"SESAME_BODY_BYTES":           {"100", "1000000000"},
		"SESAME_AGENT_LISTEN":         {"8081", "127.0.0.1:9090"},
		"SESAME_AGENT_URL":            {"https://agents.example", "agents"},                                               // without a listener of its own
		"SESAME_FC_ISSUER":            {"https://franceconnect.example", "franceconnect", "http://franceconnect.example"}, // without the other settings
		"SESAME_FC_CLIENT_SECRET":     {"x"},
		"SESAME_TLS_CERT":             {"/etc/sesame/cert.pem"}, // without its key
		"SESAME_SMTP_ULR":             {"smtp://relay"},
		"SESAME_DB_FILE":              {"x"}, // a path is no secret
	} {
		for _, v := range values {
			t.Run(variable+"="+v, func(t *testing.T) {
				_, err := configured([]string{variable + "=" + v})
				var wrong faults
				if !errors.As(err, &wrong) || !strings.Contains(strings.Join(wrong, "\n"), variable) {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestValuesOfTheDemonstrationAreRefused(t *testing.T) {
	for _, value := range []string{"SESAME_CAISSE_NAME=MSA de démonstration", "SESAME_CAISSE_PHONE=0199001234", "SESAME_CAISSE_ADDRESS=1 place de l'exemple, 86000 Poitiers",
		"SESAME_CAISSE_SITE=https://www.caisse.example/", "SESAME_CAISSE_CONTACT_EMAIL=Contact@caisse.example"} {
		name, _, _ := strings.Cut(value, "=")
		if _, err := configured([]string{value}); err == nil || !strings.Contains(err.Error(), name+" : « ") || !strings.Contains(err.Error(), "valeur de la démonstration") {
			t.Errorf("%s: %v", value, err)
		}
	}
	if c := demoConfig(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}); c.Caisse.Name != "MSA de démonstration" || c.Caisse.ContactEmail != "contact@caisse.example" {
		t.Errorf("the demonstration has %+v", c.Caisse)
	}
}

func TestLimitsThatMakeACodeGuessableAreRefused(t *testing.T) {
	_, err := configured([]string{"SESAME_WRONG_CODES_PER_MONTH=20", "SESAME_CODES_PER_MONTH=20"})
	if err == nil || !strings.Contains(err.Error(), "SESAME_CODE_DIGITS") || !strings.Contains(err.Error(), "2,61 %") && !strings.Contains(err.Error(), "2.60 %") {
		t.Errorf("got %v", err)
	}
	if _, err := configured([]string{"SESAME_WRONG_CODES_PER_MONTH=20", "SESAME_CODES_PER_MONTH=20", "SESAME_CODE_DIGITS=6"}); err != nil {
		t.Errorf("six digits are enough: %v", err)
	}
}

func TestLimitsThatNoRuleNamesAreRefusedToo(t *testing.T) {
	c := demoConfig(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080})
	told := &faultList{bad: map[string]bool{}}
	c.Limits.CodeTries = 11
	if c.together(told); len(told.told) != 1 || !strings.Contains(told.told[0], "les limites ne vont pas ensemble (tries of a code") {
		t.Errorf("told %q", told.told)
	}
}

func TestAllFaultsAreToldAtOnceAndNoSecretWithThem(t *testing.T) {
	const secret = "hunter2"
	p := &program{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now, env: []string{
		"SESAME_SMTP_URL=smtp://user:" + secret + "@relay:port?tls=maybe", "SESAME_SMTP_FROM=nobody",
		"SESAME_SMS_URL=json+https://?token=" + secret, "SESAME_CODE_DIGITS=9", "SESAME_BASE_URL=https://espace.example"}}
	p.env = append(p.env, caisse...)
	_, _, err := p.configure(nil, all)
	if err == nil || !strings.Contains(err.Error(), "SESAME_CODE_DIGITS") {
		t.Fatalf("got %v", err)
	}
	p.env[3] = "SESAME_CODE_DIGITS=4"
	_, _, err = p.configure(nil, all)
	if err == nil || !strings.Contains(err.Error(), "SESAME_SMTP_URL") || !strings.Contains(err.Error(), "SESAME_SMS_URL") || strings.Contains(err.Error(), secret) {
		t.Errorf("got %v", err)
	}
	_, _, err = (&program{stdout: &bytes.Buffer{}}).configure(nil, all)
	for _, name := range []string{"SESAME_BASE_URL", "SESAME_SMTP_URL", "SESAME_SMTP_FROM", "SESAME_CAISSE_NAME", "SESAME_CAISSE_PHONE", "SESAME_CAISSE_HOURS",
		"SESAME_CAISSE_ADDRESS", "SESAME_CAISSE_SITE", "SESAME_CAISSE_CONTACT_EMAIL"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is required: %v", name, err)
		}
	}
}

func TestASecretMayComeFromAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "smtp")
	if err := os.WriteFile(file, []byte("smtp://user:secret@relay.example:465?tls=implicit\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bare := append([]string{enough[0], enough[2]}, caisse...)
	for name, c := range map[string]struct {
		env, args []string
		want      string // of a fault; empty for none
	}{
		"by variable":              {append(bare, "SESAME_SMTP_URL_FILE="+file), nil, ""},
		"by flag":                  {bare, []string{"--smtp-url-file", file}, ""},
		"a flag over the variable": {append(bare, "SESAME_SMTP_URL=smtp://other"), []string{"--smtp-url-file", file}, ""},
		"both at once":             {append(bare, "SESAME_SMTP_URL=smtp://other", "SESAME_SMTP_URL_FILE="+file), nil, "SESAME_SMTP_URL_FILE, pas les deux"},
		"a file that is not there": {append(bare, "SESAME_SMTP_URL_FILE="+file+".no"), nil, "SESAME_SMTP_URL_FILE : le fichier"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &program{env: c.env, stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
			got, _, err := p.configure(c.args, all)
			if c.want == "" && (err != nil || got.SMTPURL != "smtp://user:secret@relay.example:465?tls=implicit") {
				t.Errorf("got %v", err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestTheHelpNamesEverySetting(t *testing.T) {
	var out bytes.Buffer
	p := &program{stdout: &out}
	if _, _, err := p.configure([]string{"--help"}, all); !errors.Is(err, errHelp) {
		t.Fatal(err)
	}
	for _, s := range settings {
		if !strings.Contains(out.String(), s.name+", --"+s.flagName()) {
			t.Errorf("the help does not name %s", s.name)
		}
	}
}

// A secret that is in the program could be read by everybody.
func TestNoSecretHasADefault(t *testing.T) {
	secrets := 0
	for _, s := range settings {
		if !s.secret {
			continue
		}
		secrets++
		if s.fallback != "" && s.fallback != "off:" { // « off: » turns SMS off, and holds no password
			t.Errorf("%s is a secret and has a default", s.name)
		}
	}
	if secrets == 0 {
		t.Error("no setting is a secret")
	}
}

func TestASecretComesFromWhatSystemdHandsOver(t *testing.T) {
	handed := t.TempDir()
	if err := os.WriteFile(filepath.Join(handed, "secrets_smtp-url"), []byte("smtp://handed.example:587\n"), 0o400); err != nil {
		t.Fatal(err)
	}
	p := &program{env: append([]string{enough[0], enough[2], "SESAME_SMTP_URL_FILE=" + secretsFolder + "/smtp-url", "CREDENTIALS_DIRECTORY=" + handed}, caisse...), now: time.Now, zone: time.UTC}
	if c, _, err := p.configure(nil, all); err != nil || c.SMTPURL != "smtp://handed.example:587" {
		t.Errorf("%v", err)
	}
}
