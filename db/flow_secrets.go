package db

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// FlowSecrets is the part of a journey's state that must stay secret. It is sealed, and deleted when the journey ends.
type FlowSecrets struct {
	// For « oubli » and « inscription ».
	Typed    string `json:",omitempty"` // the identifier as typed
	SMSAlone bool   `json:",omitempty"` // a decoy that answers a request for an e-mail as if it sent an SMS
	Answered string `json:",omitempty"` // number of the request whose SMS waits and for which the identity question was answered, right or wrong
	Answers  int    `json:",omitempty"` // how many times it was answered

	// For agents' journeys.
	Basis        []byte          `json:",omitempty"` // keyed hash of the password or enrolment secret that began the journey; it must not change until its end
	PasswordHash string          `json:",omitempty"` // of the chosen password; takes effect with the last step
	TOTPSecret   string          `json:",omitempty"` // for a new authenticator
	Passkey      json.RawMessage `json:",omitempty"` // challenge for a passkey
	Shown        json.RawMessage `json:",omitempty"` // recovery codes or the like, shown until the agent confirms having noted them down
	Directory    *DirectoryEntry `json:",omitempty"` // the login at the caisse's directory that began the journey; nil for a password or a secret
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
