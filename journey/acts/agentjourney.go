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

// proofLife is how long an agent's verified password is valid for the second factor, or for adding a new one.
const proofLife = 10 * time.Minute

// lifeOf is the life of a journey's flow.
func (a *Acts) lifeOf(name string) time.Duration {
	switch name {
	case journey.Login.Name, journey.Passkey.Name, journey.Authenticator.Name:
		return proofLife
	case journey.Enrolment.Name, journey.RecoveryCodes.Name, journey.Invitation.Name, journey.ClientSecret.Name:
		return a.Limits.SessionMax
	}
	return a.Limits.JourneyTTL
}

// BeginLogin begins the second half of an agent's login, after the right password. passkey is the challenge for a passkey;
// nil when the agent has none.
func (a *Acts) BeginLogin(ctx context.Context, t *db.Tx, agent *db.Agent, passkey json.RawMessage, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: agent.ID, ProvedAt: a.Now(), Secrets: db.FlowSecrets{Basis: a.passwordKey(agent), Passkey: passkey}}
	return f, a.BeginFlow(ctx, t, f, journey.Login.Name, former)
}

// LoginStands says whether a login can continue: the agent was not disabled or invited again, and has the same password.
func (a *Acts) LoginStands(f *db.Flow, agent *db.Agent) bool {
	return !agent.Disabled() && agent.Enrolled() && bytes.Equal(f.Secrets.Basis, a.passwordKey(agent))
}

// passwordKey is a keyed hash of the agent's current password hash; it changes with the password.
func (a *Acts) passwordKey(agent *db.Agent) []byte {
	return a.DB.Keys().Index("agent password", agent.Handle, []byte(agent.PasswordHash))
}

// EndLogin ends the login f after a right second factor and opens a session. db.ErrNotFound when the agent was disabled or
// invited again meanwhile.
func (a *Acts) EndLogin(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, agent *db.Agent, way events.Way) (session int64, err error) {
	entry, outcome := f.Secrets.Directory, outcomeDone
	if way == events.ByRecoveryCode {
		outcome = db.OutcomeRecoveryCode
	}
	finish(f, outcome, a.Now())
	if err := save(ctx, t, f); err != nil {
		return 0, err
	}
	return a.openSession(ctx, t, who, agent, way, sidOf(entry))
}

// BeginEnrolment begins an enrolment after the right secret. Nothing of it takes effect before Enrol.
func (a *Acts) BeginEnrolment(ctx context.Context, t *db.Tx, agent *db.Agent, key, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: agent.ID, ProvedAt: a.Now(), Secrets: db.FlowSecrets{Basis: key}}
	return f, a.BeginFlow(ctx, t, f, journey.Enrolment.Name, former)
}

// ChooseAgentPassword stores in an enrolment the hash of the chosen password, the secret for an authenticator and the
// challenge for a passkey.
func (a *Acts) ChooseAgentPassword(ctx context.Context, t *db.Tx, f *db.Flow, hash, secret string, passkey json.RawMessage) error {
	f.Secrets.PasswordHash, f.Secrets.TOTPSecret, f.Secrets.Passkey = hash, secret, passkey
	return save(ctx, t, f)
}

// AskAgain replaces the passkey's challenge, so that each is used once.
func (a *Acts) AskAgain(ctx context.Context, t *db.Tx, f *db.Flow, next json.RawMessage) error {
	f.Secrets.Passkey = next
	return save(ctx, t, f)
}

// BeginFactor begins to add a passkey or an authenticator, after the agent's right password.
func (a *Acts) BeginFactor(ctx context.Context, t *db.Tx, who Actor, j journey.Journey, asked db.FlowSecrets, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: who.Agent.ID, ProvedAt: a.Now(), Secrets: asked}
	return f, a.BeginFlow(ctx, t, f, j.Name, former)
}

// ShowOnce begins a journey that shows something to an agent until the agent confirms that it is noted down.
func (a *Acts) ShowOnce(ctx context.Context, t *db.Tx, reader *db.Agent, j journey.Journey, what any, former []byte) (*db.Flow, error) {
	shown, err := json.Marshal(what)
	if err != nil {
		return nil, err
	}
	f := &db.Flow{AgentID: reader.ID, Secrets: db.FlowSecrets{Shown: shown}}
	return f, a.BeginFlow(ctx, t, f, j.Name, former)
}
