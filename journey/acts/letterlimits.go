package acts

import (
	"context"
	"encoding/binary"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
)

// letterRequestLife is how long a letter waits for an agent's decision. After that the person may no longer want it.
const letterRequestLife = 14 * day

// letterLeaves says whether the letter of a demand is queued now. If not, either the demand waits for an agent and keeps its
// number, or it has no number because an earlier letter or an earlier waiting demand stands for it.
func (a *Acts) letterLeaves(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) (bool, error) {
	now, number := a.Now(), f.Request
	f.Request = ""
	sent, err := a.lettersCounted(ctx, t.Reader, f.SubjectKey, m, now.Add(-90*day))
	if err != nil {
		return false, err
	}
	week, quarter := a.Limits.LetterCaps()[0], a.Limits.LetterCaps()[1]
	if !week.FreeAt(sent, now).IsZero() {
		return false, nil
	}
	why, err := a.letterWaits(ctx, t.Reader, who, m, quarter, sent)
	switch {
	case err != nil:
		return false, err
	case why == "":
		f.Request = number
		return true, t.DropLetterRequest(ctx, f.SubjectKey) // this letter replaces the waiting one
	}
	if _, err := t.LetterRequestOf(ctx, f.SubjectKey); err == nil || !notFound(err) {
		return false, err
	}
	f.Request = number
	asked := db.LetterRequest{SubjectKey: f.SubjectKey, Request: number, Channel: f.Channel, Why: why, AskedAt: now, ExpiresAt: now.Add(letterRequestLife)}
	if m != nil {
		asked.MemberID = m.ID
	}
	return false, t.AskLetter(ctx, asked)
}

// letterWaits returns why a letter waits for an agent; empty when it does not wait.
func (a *Acts) letterWaits(ctx context.Context, r db.Reader, who Actor, m *db.Member, quarter account.Cap, sent []time.Time) (db.LetterWait, error) {
	if !quarter.FreeAt(sent, a.Now()).IsZero() {
		return db.WaitsQuarter, nil
	}
	full, err := a.BudgetSpent(ctx, r, account.LetterBudget)
	if err != nil || !full {
		return "", err
	}
	known, err := a.known(ctx, r, who, accountOf(m))
	if err != nil || known {
		return "", err
	}
	return db.WaitsBudget, nil
}

// lettersCounted lists, from since on, when the letters of an account were requested that count towards its limits. A
// letter that came back or was lost does not count. A decoy's letters are drawn to come back as often as those of
// members do, so that the limits do not reveal it.
func (a *Acts) lettersCounted(ctx context.Context, r db.Reader, subjectKey []byte, m *db.Member, since time.Time) ([]time.Time, error) {
	sent, err := r.Events(ctx, db.LettersSent, subjectKey, since)
	if err != nil {
		return nil, err
	}
	share, err := r.ShareOfLettersBack(ctx)
	if err != nil {
		return nil, err
	}
	memberID := int64(0)
	if m != nil {
		memberID = m.ID
	}
	back, err := r.LettersThatCameBack(ctx, memberID, since.Add(-time.Second))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(sent, func(at time.Time) bool {
		if m == nil {
			return a.cameBackToNobody(subjectKey, at, share)
		}
		return slices.ContainsFunc(back, func(b time.Time) bool { return b.Sub(at).Abs() <= time.Second })
	}), nil
}

// The time after which a letter comes back, at the earliest and at the latest.
const (
	soonestBack = 5 * day
	latestBack  = 25 * day
)

// cameBackToNobody draws by a keyed hash whether a decoy's letter comes back, and when. It is true once that time has
// come.
func (a *Acts) cameBackToNobody(subjectKey []byte, sent time.Time, share float64) bool {
	drawn := a.DB.Keys().Index("letter came back", subjectKey, binary.BigEndian.AppendUint64(nil, uint64(sent.Unix()))) //nolint:gosec // G115: an instant
	part := func(b []byte) float64 { return float64(binary.BigEndian.Uint32(b)) / (1 << 32) }
	after := soonestBack + time.Duration(part(drawn[4:])*float64(latestBack-soonestBack))
	return part(drawn) < share && !a.Now().Before(sent.Add(after))
}

// LetterState is the state of the letter of a demand that has ended with one.
type LetterState struct {
	Newest time.Time // since when an earlier letter is on its way, so that none is sent for this demand
	Waits  time.Time // since when the demand, or an earlier one, waits for an agent
	// Quarter says that it waits because of the number of letters of this account; otherwise because of the budget of all.
	Quarter bool
	Ended   bool // no letter leaves: an agent has declined it, or nobody has decided in time
}

// LetterOf returns the state of the letter of a demand; the zero state when it has left. It depends on what strangers
// have requested and on what agents have decided, and is the same for an unknown identifier.
func (a *Acts) LetterOf(ctx context.Context, f *db.Flow) (s LetterState, err error) {
	if f.Outcome != string(account.Letter) {
		return s, nil
	}
	sent, err := a.DB.Events(ctx, db.LettersSent, f.SubjectKey, f.EndedAt.Add(-90*day))
	if err != nil {
		return s, err
	}
	left := slices.ContainsFunc(sent, func(at time.Time) bool { return !at.Before(f.EndedAt) })
	if f.Request != "" && left {
		return s, nil
	}
	waiting, err := a.DB.LetterRequestOf(ctx, f.SubjectKey)
	switch {
	case err == nil && (f.Request == "" || waiting.Request == f.Request):
		s.Waits, s.Quarter = waiting.AskedAt, waiting.Why == db.WaitsQuarter
	case err != nil && !notFound(err):
		return s, err
	case f.Request == "" && len(sent) > 0:
		s.Newest = sent[len(sent)-1]
	default:
		s.Ended = true
	}
	return s, nil
}
