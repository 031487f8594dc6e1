package courier

import (
	"fmt"
	"testing"
)

// Answers of relays, and of the servers behind them, to RCPT, as they write them.
func TestAnswersAboutADestinationAreJudged(t *testing.T) {
	box := func(class string) Failure { return Failure{Class: class, Fault: FaultBox, Permanent: true} }
	later := func(class string) Failure { return Failure{Class: class, Fault: FaultBox} }
	relay := func(class string) Failure { return Failure{Class: class, Fault: FaultRelay} }
	us := func(class string) Failure { return Failure{Class: class, Fault: FaultUs, Reach: ReachMany} }
	usAll := func(class string) Failure { return Failure{Class: class, Fault: FaultUs, Reach: ReachAll} }
	for _, c := range []struct {
		code int
		text string
		want Failure
	}{
		// the one destination, for good
		{550, "5.1.1 <a@b.example>: Recipient address rejected: User unknown in virtual mailbox table", box("smtp-refus 550 5.1.1")},
		{550, "5.1.1 <a@b.example>: Recipient address rejected: User unknown in relay recipient table", box("smtp-refus 550 5.1.1")},
		{550, "5.1.1 <sender.later@b.example>: unknown", box("smtp-refus 550 5.1.1")},
		{550, "5.1.1 user unknown, do not try again", box("smtp-refus 550 5.1.1")},
		{550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", box("smtp-refus 550 5.1.10")},
		{550, "5.2.1 The email account that you tried to reach is disabled", box("smtp-refus 550 5.2.1")},
		{552, "5.2.2 mailbox full", box("smtp-refus 552 5.2.2")},
		{550, "Requested action not taken: mailbox unavailable", box("smtp-refus 550")},
		{550, "5.5.0 Requested action not taken: mailbox unavailable", box("smtp-refus 550 5.5.0")},
		{550, "No such user here", box("smtp-refus 550")},
		{554, "delivery error: dd This user doesn't have a poitou.example account (a@poitou.example)", box("smtp-refus 554")},
		{550, "Utilisateur inconnu", box("smtp-refus 550")},
		{550, "L'adresse indiquée est inexistante", box("smtp-refus 550")},
		{553, "mailbox name not allowed", box("smtp-refus 553")},
		{550, "sorry, no mailbox here by that name (#5.1.1)", box("smtp-refus 550 5.1.1")},
		{556, "5.1.10 domain does not accept mail", box("smtp-refus 556 5.1.10")},

		{550, "5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_416 [416]", box("smtp-refus 550 5.1.1")},
		{550, "5.2.1 This mailbox has been blocked due to inactivity", box("smtp-refus 550 5.2.1")},
		{552, "5.2.2 Boite aux lettres pleine", box("smtp-refus 552 5.2.2")},
		{550, "5.2.0 mailbox full", box("smtp-refus 550 5.2.0")},
		{550, "Boîte du destinataire pleine", box("smtp-refus 550")},

		// the one destination, for now
		{452, "4.2.2 The email account that you tried to reach is over quota", later("smtp-attente 452 4.2.2")},
		{450, "4.2.1 The user you are trying to contact is receiving mail too quickly", later("smtp-attente 450 4.2.1")},
		{550, "Service refuse. Veuillez essayer plus tard. service refused, please try later. OFR_506", later("smtp-attente 550")},
		{450, "4.2.0 <a@b.example>: Recipient address rejected: Greylisted", later("smtp-attente 450 4.2.0")},
		{451, "4.7.1 Greylisting in action, please come back later", later("smtp-attente 451 4.7.1")},
		{452, "4.2.2 mailbox full", later("smtp-attente 452 4.2.2")},
		{450, "busy", later("smtp-attente 450")},
		{550, "5.5.0 Service refuse. Veuillez essayer plus tard LPN007_510", later("smtp-attente 550 5.5.0")},
		{550, "Mail rejected, try again later", later("smtp-attente 550")},
		{550, "5.1.1 mailbox temporarily unavailable", later("smtp-attente 550 5.1.1")},
		{554, "Boîte momentanément indisponible", later("smtp-attente 554")},
		{550, "Réessayez ultérieurement", later("smtp-attente 550")},

		// us
		{504, "5.5.2 <vm>: Helo command rejected: need fully-qualified hostname", usAll("smtp-ehlo 504 5.5.2")},
		{504, "", usAll("smtp-ehlo 504")},
		{450, "4.7.1 <vm>: Helo command rejected: Host not found", usAll("smtp-ehlo 450 4.7.1")},
		{553, "5.7.1 <a@b.example>: Sender address rejected: not owned by user sesame", usAll("smtp-expediteur 553 5.7.1")},
		{550, "5.1.0 <a@b.example>: Sender address rejected: User unknown in local recipient table", usAll("smtp-expediteur 550 5.1.0")},
		{550, "5.1.8 <a@b.example>: Domain not found", usAll("smtp-expediteur 550 5.1.8")},
		{450, "4.1.8 <a@b.example>: Sender address rejected: Domain not found", usAll("smtp-expediteur 450 4.1.8")},
		{550, "Sender verify failed", usAll("smtp-expediteur 550")},
		{530, "5.7.0 Authentication required", usAll("smtp-authentification 530 5.7.0")},
		{550, "5.7.1 Client must be authenticated; please log in first", usAll("smtp-authentification 550 5.7.1")},
		{554, "5.7.1 <a@b.example>: Relay access denied", us("smtp-relais 554 5.7.1")},
		{550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", us("smtp-relais 550 5.7.54")},
		{550, "relaying denied", us("smtp-relais 550")},
		{553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", us("smtp-relais 553 5.7.1")},
		{554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", us("smtp-relais 554 5.7.1")},
		{550, "5.4.1 Recipient address rejected: Access denied", us("smtp-relais 550 5.4.1")},
		{501, "5.5.4 Invalid argument", us("smtp-relais 501 5.5.4")},
		{503, "bad sequence of commands", us("smtp-relais 503")},

		{550, "5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).", us("smtp-relais 550 5.7.1")},
		{550, "5.7.26 This mail has been blocked because the sender is unauthenticated.", us("smtp-relais 550 5.7.26")},
		{550, "spam detected, see http://postmaster.free.fr/", us("smtp-relais 550")},
		{550, "5.7.606 Access denied, banned sending IP [192.0.2.1]", us("smtp-relais 550 5.7.606")},

		// the relay, or nobody knows
		{550, "5.2.0 Mail rejete. Mail rejected. ofr_506 [506]", relay("smtp-refus 550 5.2.0")},
		{421, "4.7.0 Service refuse. Veuillez essayer plus tard. OFR005_104 [104]", Failure{Class: "smtp-attente 421 4.7.0", Fault: FaultRelay, Reach: ReachMany}},
		{421, "RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit", Failure{Class: "smtp-attente 421", Fault: FaultRelay, Reach: ReachMany}},
		{550, "rejected", relay("smtp-refus 550")},
		{553, "a@b.example", relay("smtp-refus 553")},
		{554, "transaction failed", relay("smtp-refus 554")},
		{550, "5.3.0 local error", relay("smtp-refus 550 5.3.0")},
		{421, "4.3.2 closing", Failure{Class: "smtp-attente 421 4.3.2", Fault: FaultRelay, Reach: ReachMany}},
		{354, "go on", Failure{Class: "smtp-protocole 354", Fault: FaultRelay, Reach: ReachAll}},
	} {
		t.Run(fmt.Sprintf("%d %s", c.code, c.text), func(t *testing.T) {
			if got := judge(atRecipient, c.code, c.text); *got != c.want {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
		})
	}
}

func TestAnEnhancedCodeIsReadWhereverItStands(t *testing.T) {
	for text, want := range map[string]string{
		"5.1.1 no":                   "5.1.1",
		"first\n5.1.1 no":            "5.1.1",
		"no (#5.7.1)":                "5.7.1",
		"5.1.1":                      "5.1.1",
		"5.1.1.2 is blocked":         "",
		"[192.5.1.1] is not allowed": "",
		"version 5.1.1":              "",
	} {
		if got := readAnswer(550, text).enhanced; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
