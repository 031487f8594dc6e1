package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSystemdsCopyOfASecretIsReadInPlaceOfTheFile(t *testing.T) {
	handed := t.TempDir()
	if err := os.WriteFile(filepath.Join(handed, "secrets_smtp-url"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"CREDENTIALS_DIRECTORY=" + handed}
	for _, c := range []struct {
		env        []string
		path, want string
	}{
		{env, secretsFolder + "/smtp-url", handed + "/secrets_smtp-url"},
		{env, secretsFolder + "/sms-url", secretsFolder + "/sms-url"}, // not handed over: the error about the file says why it cannot be read
		{env, "/srv/smtp-url", "/srv/smtp-url"},
		{nil, secretsFolder + "/smtp-url", secretsFolder + "/smtp-url"},
	} {
		if got := handedOver(c.env, c.path); got != c.want {
			t.Errorf("%s is read at %s, want %s", c.path, got, c.want)
		}
	}
}

func TestASecretThatSystemdHandsOverIsTheSettingsValue(t *testing.T) {
	handed := t.TempDir()
	if err := os.WriteFile(filepath.Join(handed, "secrets_smtp-url"), []byte("smtp://relais.example:25?tls=none\n"), 0o400); err != nil {
		t.Fatal(err)
	}
	p := &program{env: []string{"CREDENTIALS_DIRECTORY=" + handed, "SESAME_CONFIG=", "SESAME_SMTP_URL_FILE=" + secretsFolder + "/smtp-url"}}
	c, _, err := p.configure(nil, options{settings: only("SESAME_SMTP_URL")})
	if err != nil || c.SMTPURL != "smtp://relais.example:25?tls=none" {
		t.Errorf("%+v, %v", c, err)
	}
}
