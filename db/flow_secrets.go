package db

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// FlowSecrets is what an agent's journey holds until it ends. It is sealed, and gone from the file with the journey's end.
type FlowSecrets struct {
	Basis        []byte          `json:",omitempty"` // keyed hash of the password or enrolment secret that opened it: once that is replaced, the journey is over
	PasswordHash string          `json:",omitempty"` // chosen, and in place with the last step only
	TOTPSecret   string          `json:",omitempty"` // that an authenticator is shown
	Passkey      json.RawMessage `json:",omitempty"` // what a passkey has to sign
	Shown        json.RawMessage `json:",omitempty"` // what is shown until its reader has noted it down
}

func (t *Tx) sealSecrets(f *Flow) ([]byte, error) {
	if reflect.ValueOf(f.Secrets).IsZero() {
		return nil, nil
	}
	plain, err := json.Marshal(f.Secrets)
	if err != nil {
		return nil, fmt.Errorf("seal a flow's secrets: %w", err)
	}
	return t.keys.Seal("flows.secrets", f.ID, plain), nil
}

func (r Reader) openSecrets(id, sealed []byte) (s FlowSecrets, err error) {
	if sealed == nil {
		return s, nil
	}
	plain, err := r.keys.Open("flows.secrets", id, sealed)
	if err == nil {
		err = json.Unmarshal(plain, &s)
	}
	if err != nil {
		return s, fmt.Errorf("open a flow's secrets: %w", err)
	}
	return s, nil
}
