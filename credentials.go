package main

import (
	"os"
	"path/filepath"
)

// secretsFolder holds the secrets of the packaged service. The service's account cannot read it: systemd hands its files
// over when it starts the service (LoadCredential=secrets:/etc/sesame/secrets), each as « secrets_ » and its name.
const secretsFolder = "/etc/sesame/secrets" //nolint:gosec // G101: a folder, no secret

// handedOver is where to read a secret: what systemd handed over of secretsFolder, else the file itself.
func handedOver(env []string, path string) string {
	dir := valueIn(env, "CREDENTIALS_DIRECTORY")
	if dir == "" || filepath.Dir(path) != secretsFolder {
		return path
	}
	handed := filepath.Join(dir, "secrets_"+filepath.Base(path))
	if _, err := os.Stat(handed); err != nil {
		return path
	}
	return handed
}
