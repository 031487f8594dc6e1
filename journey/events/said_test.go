package events

import "testing"

func TestWhatEachReaderReads(t *testing.T) {
	d := Details{Channel: "email", Login: "jeanne", Grounds: Noted("fait la queue – queue, unknown")}
	if said, ok := PasswordReset.ForMember(OK); !ok || said != "réinitialisation du mot de passe par un agent de la caisse" {
		t.Errorf("the member reads %q", said)
	}
	if _, ok := MemberSeen.ForMember(OK); ok {
		t.Error("members read who has looked at them")
	}
	if said, note := PasswordReset.ForAgent(OK, d); said != "mot de passe réinitialisé par e-mail : demandé par jeanne" || note != d.Note {
		t.Errorf("agents read %q and %q", said, note)
	}
	if said := PasswordReset.ForLog(OK, d); said != "mot de passe réinitialisé par e-mail (demandé par jeanne) : fait la queue – queue, unknown" {
		t.Errorf("the log says %q", said)
	}
	if said := LettersSeen.ForLog(OK, Details{}); said != "a regardé des courriers" {
		t.Errorf("without a field the log says %q", said)
	}
}

// A row from a later version of the program is shown as such.
func TestAnEventThatIsNotInTheCatalogue(t *testing.T) {
	later, known := ByName("teleported")
	if known {
		t.Fatal("there is such an event")
	}
	if said, note := later.ForAgent(OK, Details{Grounds: Noted("vu")}); said != unknown || note != "vu" {
		t.Errorf("agents read %q and %q", said, note)
	}
	if said := later.ForLog(OK, Details{Grounds: Noted("vu")}); said != unknown+" : vu" {
		t.Errorf("the log says %q", said)
	}
	if said, ok := later.ForMember(OK); ok {
		t.Errorf("the member reads %q", said)
	}
}

// Every word that the program can store in a field has a French wording.
func TestEveryValueHasWords(t *testing.T) {
	for _, w := range []Way{ByPassword, ByTemporary, ByFranceConnect, ByPasskey, ByTOTP, ByRecoveryCode, BySecret, ByCode, AsCSV} {
		if wayWords[w] == "" {
			t.Errorf("the way %q has no words", w)
		}
	}
	for _, c := range []Cause{Expired, OtherSubject, Replaced, Closed, FormerCode, OthersCode, WrongCodes, ManyCodes, Changed, Kept, FromFile, UnknownLogin, AllOrNothing, GoodLines} {
		if causeWords[c] == "" {
			t.Errorf("the cause %q has no words", c)
		}
	}
	said := map[Number]bool{}
	for _, n := range numberWords {
		said[n.number] = true
	}
	for _, n := range []Number{Batch, Batches, Import, Key, Page, Bytes, Letters, Found, Added, Altered, Rejects, Renewed, Dropped} {
		if !said[n] {
			t.Errorf("the number %q is never said", n)
		}
	}
	if objectWords[LetterQueue] == "" {
		t.Error("the queue of letters has no words")
	}
}
