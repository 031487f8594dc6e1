package servicetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"sesame/handlers"
)

// ByName creates a service whose site has a host name, to which passkeys can be bound. create is one of the functions that
// create services.
func ByName(t testing.TB, create func(testing.TB, ...func(*handlers.Options)) *Service) *Service {
	t.Helper()
	name := func(address string) string { return strings.Replace(address, "127.0.0.1", "localhost", 1) }
	s := create(t, func(o *handlers.Options) { o.BaseURL.Host = name(o.BaseURL.Host) })
	s.URL = name(s.URL)
	return s
}

// Authenticator simulates a person's phone: it creates a discoverable passkey, and answers with it.
type Authenticator struct {
	t       testing.TB
	Origin  string // origin of the site that the browser shows
	Count   uint32 // signature counter of the newest answer
	Unknown bool   // the user is not verified, only present
	id      []byte
	handle  []byte
	key     *ecdsa.PrivateKey
}

// NewAuthenticator returns a phone for this origin.
func NewAuthenticator(t testing.TB, origin string) *Authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	return &Authenticator{t: t, Origin: origin, id: id, key: key}
}

// Adds creates a passkey for the member who is logged in in this browser with the password First.
func (a *Authenticator) Adds(b *Browser) {
	a.t.Helper()
	const path = "/espace/mon-compte/empreinte"
	p := b.Get(path).Press("Continuer", Fields{"actuel": First}).At(path+"/appareil", 200)
	p.Press("Ajouter cet appareil", Fields{"reponse": a.Make(p.Asked())}).At("/espace/mon-compte/appareils?etat=empreinte", 200)
}

// PressPasskey begins a login by passkey on the login page.
func (p *Page) PressPasskey() *Page {
	p.B.s.t.Helper()
	return p.Press("Se connecter avec l'empreinte ou le visage de mon téléphone", nil).At("/connexion/empreinte", 200)
}

// asked holds the options that an authenticator reads.
type asked struct {
	PublicKey struct {
		Challenge string
		RPID      string                                         `json:"rpId"`
		RP        struct{ ID string }                            `json:"rp"`
		User      struct{ ID, Name, DisplayName string }         `json:"user"`
		Allow     []json.RawMessage                              `json:"allowCredentials"`
		Select    struct{ ResidentKey, UserVerification string } `json:"authenticatorSelection"`
		Verify    string                                         `json:"userVerification"`
	}
}

// Asked returns the options that a page gives to the browser.
func (p *Page) Asked() string {
	p.B.s.t.Helper()
	options, found := p.Doc.Find("form[data-passkey]").Attr("data-passkey")
	if !found {
		p.B.s.t.Fatalf("%s (%d) asks no passkey:\n%s", p.Path, p.Status, p.Brief())
	}
	return options
}

func (a *Authenticator) read(options string) (o asked) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		a.t.Fatal(err)
	}
	return o
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *Authenticator) client(kind, challenge string) []byte {
	a.t.Helper()
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.Origin, "crossOrigin": false})
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// data returns the authenticator data that is signed.
func (a *Authenticator) data(rpID string, flags byte) []byte {
	hash := sha256.Sum256([]byte(rpID))
	flags |= 1 // user present
	if !a.Unknown {
		flags |= 4
	}
	return binary.BigEndian.AppendUint32(append(hash[:], flags), a.Count)
}

// Make creates a passkey, and returns the answer that the page's form sends.
func (a *Authenticator) Make(options string) string {
	a.t.Helper()
	o := a.read(options)
	if o.PublicKey.Select.ResidentKey != "required" || o.PublicKey.Select.UserVerification != "required" {
		a.t.Errorf("asked for %+v", o.PublicKey.Select)
	}
	var err error
	if a.handle, err = base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID); err != nil {
		a.t.Fatal(err)
	}
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	public, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: int64(webauthncose.EllipticKey), Algorithm: int64(webauthncose.AlgES256)},
		Curve:         int64(webauthncose.P256), XCoord: point[1:33], YCoord: point[33:],
	})
	if err != nil {
		a.t.Fatal(err)
	}
	const attested = 0x40
	data := append(a.data(o.PublicKey.RP.ID, attested), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(a.id))), a.id...) //nolint:gosec // G115: 16
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": append(data, public...)})
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": encoded(a.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": encoded(object)})
}

// Sign returns the answer to a login with the created passkey.
func (a *Authenticator) Sign(options string) string {
	a.t.Helper()
	o := a.read(options)
	if len(o.PublicKey.Allow) > 0 || o.PublicKey.Verify != "required" {
		a.t.Errorf("asked for %+v", o.PublicKey)
	}
	a.Count++
	data, client := a.data(o.PublicKey.RPID, 0), a.client("webauthn.get", o.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, signed[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{"clientDataJSON": encoded(client), "authenticatorData": encoded(data), "signature": encoded(signature), "userHandle": encoded(a.handle)})
}

func (a *Authenticator) answer(response map[string]any) string {
	a.t.Helper()
	b, err := json.Marshal(map[string]any{"id": encoded(a.id), "rawId": encoded(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		a.t.Fatal(err)
	}
	return string(b)
}
