package acts

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// proofLife is how long a password that an agent has given waits for the second factor, and for a new one.
const proofLife = 10 * time.Minute

// lifeOf is how long a journey may take.
func (a *Acts) lifeOf(name string) time.Duration {
	switch name {
	case journey.Login.Name, journey.Passkey.Name, journey.Authenticator.Name:
		return proofLife
	case journey.Enrolment.Name, journey.RecoveryCodes.Name, journey.Invitation.Name:
		return a.Limits.SessionMax
	}
	return a.Limits.JourneyTTL
}

// BeginLogin notes that an agent's password was right. passkey is what a passkey has to sign; nil for who has none.
func (a *Acts) BeginLogin(ctx context.Context, t *db.Tx, agent *db.Agent, passkey json.RawMessage, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: agent.ID, ProvedAt: a.Now(), Secrets: db.FlowSecrets{Basis: a.passwordKey(agent), Passkey: passkey}}
	return f, a.BeginFlow(ctx, t, f, journey.Login.Name, former)
}

// LoginStands says whether the password of a login under way still counts: the agent was not kept out, invited anew or
// given another one since.
func (a *Acts) LoginStands(f *db.Flow, agent *db.Agent) bool {
	return !agent.Disabled() && agent.Enrolled() && bytes.Equal(f.Secrets.Basis, a.passwordKey(agent))
}

// passwordKey stands for an agent's password as it is.
func (a *Acts) passwordKey(agent *db.Agent) []byte {
	return a.DB.Keys().Index("agent password", agent.Handle, []byte(agent.PasswordHash))
}

// EndLogin lets an agent in whose second factor was right, once for a login under way. db.ErrNotFound where they were
// kept out, or invited anew, meanwhile.
func (a *Acts) EndLogin(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, agent *db.Agent, way events.Way) (session int64, err error) {
	outcome := outcomeDone
	if way == events.ByRecoveryCode {
		outcome = db.OutcomeRecoveryCode
	}
	finish(f, outcome, a.Now())
	if err := save(ctx, t, f); err != nil {
		return 0, err
	}
	return a.openSession(ctx, t, who, agent, way)
}

// BeginEnrolment begins what the enrolment secret behind key opens. Nothing of it counts before Enrol.
func (a *Acts) BeginEnrolment(ctx context.Context, t *db.Tx, agent *db.Agent, key, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: agent.ID, ProvedAt: a.Now(), Secrets: db.FlowSecrets{Basis: key}}
	return f, a.BeginFlow(ctx, t, f, journey.Enrolment.Name, former)
}

// ChooseAgentPassword keeps the hash of the password that an agent wants, and what a second factor will be asked for: the
// secret that an authenticator is shown, and what a passkey has to sign.
func (a *Acts) ChooseAgentPassword(ctx context.Context, t *db.Tx, f *db.Flow, hash, secret string, passkey json.RawMessage) error {
	f.Secrets.PasswordHash, f.Secrets.TOTPSecret, f.Secrets.Passkey = hash, secret, passkey
	return save(ctx, t, f)
}

// AskAgain puts the next challenge in the place of the one that a passkey answers now: each is answered once.
func (a *Acts) AskAgain(ctx context.Context, t *db.Tx, f *db.Flow, next json.RawMessage) error {
	f.Secrets.Passkey = next
	return save(ctx, t, f)
}

// BeginFactor begins to add a second factor to the own ones of an agent who has given the password: a passkey, or an
// authenticator.
func (a *Acts) BeginFactor(ctx context.Context, t *db.Tx, who Actor, j journey.Journey, asked db.FlowSecrets, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: who.Agent.ID, ProvedAt: a.Now(), Secrets: asked}
	return f, a.BeginFlow(ctx, t, f, j.Name, former)
}

// ShowOnce begins a journey that shows something to an agent until it was noted down.
func (a *Acts) ShowOnce(ctx context.Context, t *db.Tx, reader *db.Agent, j journey.Journey, what any, former []byte) (*db.Flow, error) {
	shown, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	f := &db.Flow{AgentID: reader.ID, Secrets: db.FlowSecrets{Shown: shown}}
	return f, a.BeginFlow(ctx, t, f, j.Name, former)
}
