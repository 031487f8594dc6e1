package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// SlipProof is what allows an agent to hand over a slip: a proof of the member's identity, or a colleague's approval.
type SlipProof struct {
	Proof
	Second string // login of the agent who approved; empty for a proof of the member's identity
}

// ProofForSlip returns what allows a slip; ok is false when nothing does. Past the agent's daily number of slips, full
// is true and only a second agent's approval counts.
func (a *Acts) ProofForSlip(ctx context.Context, r db.Reader, who Actor, m *db.Member) (p SlipProof, ok, full bool, err error) {
	slips, err := r.CountSince(ctx, db.CounterSlips, r.AgentTriesKey(who.login()), a.Now().Add(-day), a.Limits.SlipsPerDay)
	if err != nil {
		return p, false, false, err
	}
	full = slips >= a.Limits.SlipsPerDay
	agreed, err := r.ApprovedAtCounter(ctx, m.ID, who.login(), a.Now().Add(-callerProofLife))
	switch {
	case err == nil:
		return SlipProof{Proof{At: agreed.DecidedAt}, agreed.Decider}, true, full, nil
	case !notFound(err):
		return p, false, full, err
	case full:
		return p, false, true, nil
	}
	p.Proof, ok, err = a.proofFor(ctx, r, who, m, ToHandSlip, time.Time{})
	return p, ok, full, err
}

// AskAtCounter asks a second agent to approve a slip. Refused: MemberChanged, AccountClosed, AccountSuspended,
// ApprovalWaits, AskerTooNew.
func (a *Acts) AskAtCounter(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onOpenAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return err
	}
	return a.askApproval(ctx, t, who, m, account.Counter, d.Grounds)
}

// ResetAtCounter resets a member's password for delivery in person. The caller has already rendered the slip with the
// password and this request number. Refused: MemberChanged, AccountClosed, AccountSuspended, MandateUnasked, NoProof,
// TooManySlips, TooManyResets.
func (a *Acts) ResetAtCounter(ctx context.Context, t *db.Tx, who Actor, d Deed, p Temporary, request string) error {
	m, err := a.onAskedAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return err
	}
	_, ok, full, err := a.ProofForSlip(ctx, t.Reader, who, m)
	switch {
	case err != nil:
		return err
	case !ok && full:
		return refuse(TooManySlips)
	case !ok:
		return refuse(NoProof)
	}
	if err := a.countReset(ctx, t, who); err != nil {
		return err
	}
	if err := t.Count(ctx, db.CounterSlips, t.AgentTriesKey(who.login()), a.Now()); err != nil {
		return err
	}
	return a.reset(ctx, t, who, m, reset{channel: account.Counter, Temporary: p, request: request, grounds: d.Grounds})
}
