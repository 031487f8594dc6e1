package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// serving runs the service until the test stops it, and returns the addresses at which it listens.
func (d *desk) serving(env ...string) (pages, health string, stop func() (status int, log string)) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	relay, _ := takingRelay(d.t) // the service itself writes to the caisse: without a relay it would soon not be ready
	read, write := io.Pipe()
	ended := make(chan int, 1)
	env = append(append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080", "SESAME_LISTEN=127.0.0.1:0", "SESAME_METRICS_LISTEN=127.0.0.1:0",
		"SESAME_SMTP_URL=smtp://" + relay + "?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, caisse...), env...)
	go func() {
		status := Main(ctx, []string{"serve"}, env, io.Discard, write)
		_ = write.Close()
		ended <- status
	}()
	var log bytes.Buffer
	lines := bufio.NewScanner(io.TeeReader(read, &log))
	for pages == "" && lines.Scan() {
		for _, word := range strings.Fields(lines.Text()) {
			if address, ok := strings.CutPrefix(word, "listen="); ok {
				pages = "http://" + address
			}
			if address, ok := strings.CutPrefix(word, "metrics="); ok {
				health = "http://" + address
			}
		}
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for lines.Scan() {
		}
	}()
	return pages, health, func() (int, string) {
		cancel()
		status := <-ended
		<-drained
		return status, log.String()
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestTheServiceServesUntilItIsToldToStop(t *testing.T) {
	d := newDesk(t)
	pages, health, stop := d.serving()
	for url, words := range map[string]string{
		pages + "/connexion?identifiant=2850586194123": "Se connecter",
		health + "/healthz":                            "ok",
		health + "/readyz":                             "base : ok",
		health + "/metrics":                            `sesame_outbox_waiting{channel="sms"} 0`,
		health + "/metrics?x":                          `sesame_messages_total{channel="email",result="sent"} `,
		health + "/metrics?":                           "sesame_letters_waiting 0",
		health + "/metrics?y":                          `sesame_deliveries_waiting{kind="logout"} 0`,
		health + "/metrics?z":                          `sesame_deliveries_total{kind="event",result="sent"} 0`,
	} {
		if status, body := get(t, url); status != http.StatusOK || !strings.Contains(body, words) {
			t.Errorf("%s: %d, without %q", url, status, words)
		}
	}
	if status, _ := get(t, pages+"/metrics"); status != http.StatusNotFound {
		t.Errorf("the metrics are open to everybody: %d", status)
	}
	if status, _ := get(t, pages+"/demo"); status != http.StatusNotFound {
		t.Errorf("the demonstration's page is open: %d", status)
	}
	status, log := stop()
	if status != exitDone {
		t.Errorf("exit %d\n%s", status, log)
	}
	if strings.Contains(log, "2850586194123") {
		t.Error("the log holds what stood in a query")
	}
	if strings.Count(log, "path=/connexion") != 1 {
		t.Errorf("one line a request is wanted:\n%s", log)
	}
	d.open() // the key and the database were made, and belong together
}

func TestASecondServiceOnTheSamePortMakesNeitherKeyNorDatabase(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	d := newDesk(t)
	_, _, stop := d.serving("SESAME_LISTEN=" + taken.Addr().String())
	if status, log := stop(); status != exitRefused || !strings.Contains(log, "est déjà prise") {
		t.Errorf("exit %d\n%s", status, log)
	}
	if left, err := os.ReadDir(d.dir); err != nil || len(left) != 0 {
		t.Errorf("%v was made: %v", left, err)
	}
}

func TestTheNewestCopyFromBeforeAMigrationIsNamedToWhoGoesBack(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	d.sql(`PRAGMA user_version = 1000`)
	first := fmt.Sprintf("sesame.db.avant-migration-%d", db.SchemaVersion())
	for n, name := range []string{first, first + "-2"} {
		at := time.Unix(int64(1000*(n+1)), 0)
		if err := os.Chtimes(d.file(name, ""), at, at); err != nil {
			t.Fatal(err)
		}
	}
	d.runs(exitRefused, serving...)
	d.says("perdre ce qui s'est fait depuis", "« sesame restore "+d.path(first)+"-2 »")
}

func TestANewDatabaseBesideAKeyIsTold(t *testing.T) {
	d := newDesk(t)
	const told = "n'existe pas, alors que sa clé "
	for n, want := range []bool{false, false, true} { // the first start, the next one, one without the database
		if n == 2 {
			if err := os.Remove(d.path("sesame.db")); err != nil {
				t.Fatal(err)
			}
		}
		_, _, stop := d.serving()
		if status, log := stop(); status != exitDone || strings.Contains(log, told) != want {
			t.Errorf("start %d: exit %d\n%s", n, status, log)
		}
	}
}

// certificate makes a certificate for localhost, and returns its files and a pool that trusts it.
func (d *desk) certificate() (cert, key string, pool *x509.CertPool) {
	d.t.Helper()
	return d.certificateFor("localhost")
}

func (d *desk) certificateFor(names ...string) (cert, key string, pool *x509.CertPool) {
	d.t.Helper()
	return d.certificateUntil(time.Now().Add(30*days), names...)
}

func (d *desk) certificateUntil(end time.Time, names ...string) (cert, key string, pool *x509.CertPool) {
	d.t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		d.t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, IsCA: true, BasicConstraintsValid: true,
		NotBefore: end.Add(-60 * days), NotAfter: end}
	made, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		d.t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		d.t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(made)
	if err != nil {
		d.t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AddCert(parsed)
	return d.file("cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}))),
		d.file("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))), pool
}

// trusting returns a client that trusts a certificate of the test.
func trusting(pool *x509.CertPool) *http.Client {
	return &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost"}}}
}

func TestWithItsOwnCertificateTheServiceSpeaksHTTP2AndNoWeakCipher(t *testing.T) {
	d := newDesk(t)
	cert, key, pool := d.certificate()
	pages, _, stop := d.serving("SESAME_BASE_URL=https://localhost", "SESAME_TLS_CERT="+cert, "SESAME_TLS_KEY="+key)
	address := strings.TrimPrefix(pages, "http://")
	browser := trusting(pool)
	answer, err := browser.Get("https://" + address + "/connexion")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.ProtoMajor != 2 || answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s %s, HSTS %q", answer.Proto, answer.Status, answer.Header.Get("Strict-Transport-Security"))
	}
	for name, offer := range map[string]*tls.Config{
		"TLS 1.1":                {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"TLS 1.2 with CBC":       {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}},
		"TLS 1.2, RSA key in it": {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}},
	} {
		offer.RootCAs, offer.ServerName = pool, "localhost"
		if conn, err := tls.Dial("tcp", address, offer); err == nil {
			_ = conn.Close()
			t.Errorf("%s is accepted", name)
		}
	}
	browser.CloseIdleConnections()
	if status, log := stop(); status != exitDone {
		t.Errorf("exit %d\n%s", status, log)
	}
}

func TestARenewedCertificateIsServedAtOnce(t *testing.T) {
	d := newDesk(t)
	cert, key, first := d.certificate()
	pages, _, stop := d.serving("SESAME_BASE_URL=https://localhost", "SESAME_TLS_CERT="+cert, "SESAME_TLS_KEY="+key)
	serves := func(pool *x509.CertPool) bool {
		conn, err := tls.Dial("tcp", strings.TrimPrefix(pages, "http://"), &tls.Config{RootCAs: pool, ServerName: "localhost"})
		if err != nil {
			return false
		}
		return conn.Close() == nil
	}
	if !serves(first) {
		t.Error("the first certificate is not served")
	}
	_, _, second := d.certificate() // in the same files
	if !serves(second) || serves(first) {
		t.Error("the renewed certificate is not served")
	}
	d.file("key.pem", "half of a file")
	if !serves(second) {
		t.Error("a file that is half written ended the certificate")
	}
	if status, log := stop(); status != exitDone || strings.Count(log, "the renewed certificate is not served") != 1 || !strings.Contains(log, "a renewed certificate is served") {
		t.Errorf("exit %d\n%s", status, log)
	}
}

func TestARenewedCertificateThatNoBrowserWouldTakeIsNotServed(t *testing.T) {
	d := newDesk(t)
	cert, key, first := d.certificate()
	pages, metrics, stop := d.serving("SESAME_BASE_URL=https://localhost", "SESAME_TLS_CERT="+cert, "SESAME_TLS_KEY="+key)
	stands := func(why string) {
		t.Helper()
		conn, err := tls.Dial("tcp", strings.TrimPrefix(pages, "http://"), &tls.Config{RootCAs: first, ServerName: "localhost"})
		if err != nil {
			t.Errorf("%s: %v", why, err)
			return
		}
		_ = conn.Close()
		answer, err := http.Get(metrics + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if body, err := io.ReadAll(answer.Body); err != nil || !strings.Contains(string(body), "certificat : le certificat renouvelé "+cert+" "+why) {
			t.Errorf("%s, %v", body, err)
		}
	}
	end := time.Now().Add(-24 * time.Hour)
	d.certificateUntil(end, "localhost") // in the same files
	stands("a expiré le " + end.In(paris()).Format("02/01/2006") + ", et l'ancien est servi ; renouvelez-le")
	d.certificateFor("autre.example")
	stands("n'est pas au nom de localhost, et l'ancien est servi ; demandez-en un à ce nom")
	if status, log := stop(); status != exitDone || strings.Count(log, "the renewed certificate is not served") != 2 {
		t.Errorf("exit %d\n%s", status, log)
	}
}

func TestADatabaseOfTheDemonstrationIsNotServed(t *testing.T) {
	d := newDesk(t)
	d.install()
	d.sql(`PRAGMA application_id = 0x64656d6f`)
	d.runs(exitDone, "backup", d.path("copy.db"))
	d.runs(exitDone, "restore", "--yes", d.path("copy.db"))
	d.runs(exitRefused, serving...)
	d.says("a été remplie par la démonstration, dont les mots de passe sont publics. Donnez un autre fichier à SESAME_DB")
}

func TestTheServiceMakesTheBackupOfTheDayByItself(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	_, health, stop := d.serving("SESAME_BACKUP_DIR=" + d.path("copies"))
	for made := false; !made; {
		_, metrics := get(t, health+"/metrics")
		made = strings.Contains(metrics, "sesame_last_backup_timestamp_seconds ") && !strings.Contains(metrics, "sesame_last_backup_timestamp_seconds 0\n")
	}
	if status, log := stop(); status != exitDone || !strings.Contains(log, "the daily backup is made and proved") {
		t.Errorf("%d\n%s", status, log)
	}
	copies, err := os.ReadDir(d.path("copies"))
	if err != nil || len(copies) != 1 {
		t.Fatalf("%v, %v", copies, err)
	}
	d.runs(exitDone, "restore", "--yes", d.path("copies/"+copies[0].Name()))
	d.says("remise en place, 1 adhérent")
}
