package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
)

// The licence is the English text of the EUPL-1.2 as the npm package spdx-license-list 6.12.0 ships it
// (licenses/EUPL-1.2.json, licenseText), with an end of line added to the last line and nothing else changed.
const licenseSHA256 = "57fb42fbcd0b037ce528ed8f72f1ec095d67bc6825ecf1448ff39be1fe68a4b4"

func TestTheLicenceIsThePublishedText(t *testing.T) {
	text, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x", sha256.Sum256(text)); got != licenseSHA256 {
		t.Errorf("LICENSE has the SHA-256 %s, the published text has %s", got, licenseSHA256)
	}
}
