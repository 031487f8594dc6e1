package db

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"sesame/journey/events"
)

// FlowSecrets is what a journey must remember and nobody may read. It is sealed, and deleted when the journey ends.
type FlowSecrets struct {
	// Of « oubli » and « inscription ».
	Typed    string `json:",omitempty"` // the identifier as typed
	SMSAlone bool   `json:",omitempty"` // a decoy that gets an SMS where an e-mail is asked for
	Answered string `json:",omitempty"` // number of the demand whose SMS waits and for which the identity question was answered, right or wrong
	Answers  int    `json:",omitempty"` // how often

	// Of every journey with a confirmation code.
	Wrong *WrongEntry `json:",omitempty"` // the newest wrong one; nil for none

	// Of agents' journeys.
	Basis        []byte          `json:",omitempty"` // keyed hash of the password or enrolment secret that began the journey; it must not change until its end
	PasswordHash string          `json:",omitempty"` // of the chosen password; takes effect with the last step
	TOTPSecret   string          `json:",omitempty"` // for a new authenticator
	Passkey      json.RawMessage `json:",omitempty"` // challenge for a passkey
	Shown        json.RawMessage `json:",omitempty"` // shown until the agent confirms that it is noted down
	Directory    *DirectoryEntry `json:",omitempty"` // the login at the caisse's directory that began the journey; nil for a password or a secret
}

// WrongEntry is a wrong confirmation code that was counted, and what was said about it.
type WrongEntry struct {
	Key    []byte       // keyed hash of what was typed (keys.CodeKey under the flow)
	Codes  []int64      // those with which it was compared
	Cause  events.Cause // why it was refused
	Demand string       `json:",omitempty"` // number of the other demand whose code it is
}

// Same says whether another entry is the same, compared with the same codes. It is false for nil.
func (w *WrongEntry) Same(other WrongEntry) bool {
	return w != nil && subtle.ConstantTimeCompare(w.Key, other.Key) == 1 && slices.Equal(w.Codes, other.Codes)
}

// FlowSecrets reads the secrets of a flow as they are now.
func (r Reader) FlowSecrets(ctx context.Context, flowID []byte) (FlowSecrets, error) {
	var sealed []byte
	if err := r.q.QueryRowContext(ctx, `SELECT secrets FROM flows WHERE id = ?`, flowID).Scan(&sealed); err != nil {
		return FlowSecrets{}, fmt.Errorf("read a flow's secrets: %w", err)
	}
	return r.openSecrets(flowID, sealed)
}

// KeepFlowSecrets stores the secrets of a flow that goes on. Its revision stays: the forms that were shown remain good.
func (t *Tx) KeepFlowSecrets(ctx context.Context, flowID []byte, s FlowSecrets) error {
	sealed, err := t.sealSecrets(&Flow{ID: flowID, Secrets: s})
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "keep a flow's secrets", `UPDATE flows SET secrets = ? WHERE id = ? AND ended_at IS NULL`, sealed, flowID)
	return err
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
