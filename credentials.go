package main

import (
	"os"
	"path/filepath"
)

// secretsFolder holds the secrets of the packaged service. The service's account cannot read it: systemd passes its
// files to the service at start (LoadCredential=secrets:/etc/sesame/secrets), each named « secrets_ » followed by its
// name.
const secretsFolder = "/etc/sesame/secrets" //nolint:gosec // G101: a folder, no secret

// handedOver returns the path from which to read a secret: systemd's copy of a file in secretsFolder, or the file itself.
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
