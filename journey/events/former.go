package events

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"sesame/account"
)

// Former parses the reason of a row from before schema 5, when channel, contacts, login and note were one sentence. It
// recognises exactly the formats that the program wrote, by event; an agent's note is taken unchanged. A reason in
// another format is shown as it is.
func Former(name, reason string) Details {
	if reason == "" {
		return Details{}
	}
	if read := formerReasons[name]; read != nil {
		if d, ok := read(reason); ok {
			return d
		}
	}
	return Details{Grounds: Noted(reason)}
}

// former parses the reasons of some events; it returns false for another format.
type former func(reason string) (Details, bool)

var formerReasons = map[string]former{
	"login":                     oneOf(aWay, aCause("expired"), aJourney),
	"journey-begun":             aJourney,
	"code-sent":                 oneOf(aChannel, aCause("wrong", "codes")),
	"code-tried":                oneOf(aCause("closed"), aJourney),
	"temporary-password-issued": aChannel,
	"password-proved":           aWay,
	"email-verified":            aCause("changed"),
	"message-bounced":           formerBounce,

	"password-reset": aChannelAndNote, "approval-asked": aChannelAndNote, "approval-granted": aChannelAndNote, "approval-refused": aChannelAndNote,
	"approval-cancelled": aChannelAndNote, "call-words-sent": aChannelAndNote, "call-code-sent": aChannelAndNote,
	"contacts-corrected": formerCorrection, "difference-settled": formerDifference,
	"member-searched":         form(`found: (\d+)`, func(m []string) Details { return Details{Numbers: Numbers{Found: number(m[1])}} }),
	"contact-messages-listed": form(`([a-z-]+), page (\d+)`, func(m []string) Details { return Details{Object: Object(m[1]), Numbers: Numbers{Page: number(m[2])}} }),
	"contact-message-read":    aRequest, "contact-message-taken": aRequest, "contact-message-answered": aRequest, "contact-message-closed": aRequest,

	"letters-seen": oneOf(form(`(?:(queue)|batch (\d+)|request), letters: (\d+)`, formerLetters),
		form(`one letter`, func([]string) Details { return Details{Numbers: Numbers{Letters: 1}} })),
	"letters-printed": form(`()batch (\d+), letters: (\d+)`, formerLetters),
	"letters-posted":  form(`()batch (\d+), letters: (\d+)`, formerLetters),
	"letters-reprinted": form(`(?:several batches|batch (\d+)), renewed: (\d+), dropped: (\d+), ([a-z]+)`, func(m []string) Details {
		return Details{Numbers: called(Batch, m[1], Numbers{Renewed: number(m[2]), Dropped: number(m[3])}), Cause: Cause(m[4])}
	}),
	"letter-renewed": aBatchAndCause, "letter-returned": aBatchAndCause,

	"import": form(`([a-z]+): (\d+) added, (\d+) changed, (\d+) refused`, func(m []string) Details {
		return Details{Object: Object(m[1]), Numbers: Numbers{Added: number(m[2]), Altered: number(m[3]), Rejects: number(m[4])}}
	}),
	"import-checked": form(`import (\d+), ([a-z]+), (\d+) bytes`, func(m []string) Details {
		return Details{Object: Object(m[2]), Numbers: Numbers{Import: number(m[1]), Bytes: number(m[3])}}
	}),
	"import-begun": form(`import (\d+), ([a-z]+), (all or nothing|good lines)`, func(m []string) Details {
		return Details{Object: Object(m[2]), Numbers: Numbers{Import: number(m[1])}, Cause: Cause(strings.ReplaceAll(m[3], " ", "-"))}
	}),
	"import-cancelled":    form(`import (\d+), ([a-z]+)`, func(m []string) Details { return Details{Numbers: Numbers{Import: number(m[1])}, Cause: Cause(m[2])} }),
	"import-read":         anImport,
	"import-rejects-read": anImport,
	"figures-seen":        form(`(jour|semaine)( csv)?`, func(m []string) Details { return Details{Object: Object(m[1]), Way: Way(strings.TrimSpace(m[2]))} }),
	"key-rotated":         form(`key (\d+)`, func(m []string) Details { return Details{Numbers: Numbers{Key: number(m[1])}} }),

	"agent-added": aLoginAndRole, "agent-invited": aLoginAndRole, "agent-role-changed": aLoginAndRole,
	"agent-disabled":      form(`(.+)`, func(m []string) Details { return Details{Login: m[1]} }),
	"agent-enrolled":      aWay,
	"agent-login":         formerEntry,
	"agent-denied":        anObject,
	"agent-passkey-added": anObject, "agent-passkey-removed": anObject,
	"agent-log-read": form(`(\S+?)?(?: ?(\d\d/\d\d/\d{4}))?`, func(m []string) Details { return Details{Login: m[1], Object: formerDay(m[2])} }),
}

func oneOf(forms ...former) former {
	return func(reason string) (Details, bool) {
		for _, read := range forms {
			if d, ok := read(reason); ok {
				return d, true
			}
		}
		return Details{}, false
	}
}

// form returns a parser for reasons that match a pattern completely.
func form(pattern string, read func(found []string) Details) former {
	whole := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^(?:" + pattern + ")$") })
	return func(reason string) (Details, bool) {
		found := whole().FindStringSubmatch(reason)
		if found == nil {
			return Details{}, false
		}
		return read(found), true
	}
}

func number(digits string) int64 {
	n, _ := strconv.ParseInt(digits, 10, 64) // the pattern allows digits only
	return n
}

// called adds a reference number if there is one.
func called(what Number, digits string, others Numbers) Numbers {
	if digits != "" {
		others[what] = number(digits)
	}
	return others
}

func aChannel(reason string) (Details, bool) {
	return Details{Channel: account.Channel(reason)}, channelWords[account.Channel(reason)] != ""
}

func aWay(reason string) (Details, bool) {
	return Details{Way: Way(reason)}, wayWords[Way(reason)] != ""
}

func anObject(reason string) (Details, bool) { return Details{Object: Object(reason)}, true }

func aCause(causes ...string) former {
	return form(strings.Join(causes, "|"), func(m []string) Details { return Details{Cause: Cause(m[0])} })
}

var (
	aJourney       = form(`[a-z]+`, func(m []string) Details { return Details{Journey: m[0]} })
	anImport       = form(`import (\d+)`, func(m []string) Details { return Details{Numbers: Numbers{Import: number(m[1])}} })
	aRequest       = form(`([A-Z]{3}-\d{3})(?:, ([a-z]+))?`, func(m []string) Details { return Details{Request: m[1], Cause: Cause(m[2])} })
	aLoginAndRole  = form(`(\S+) (\S+)`, func(m []string) Details { return Details{Login: m[1], Role: m[2]} })
	aBatchAndCause = form(`batch (\d+), ([a-z]+)`, func(m []string) Details {
		return Details{Numbers: Numbers{Batch: number(m[1])}, Cause: Cause(m[2])}
	})
)

func formerLetters(m []string) Details {
	return Details{Object: Object(m[1]), Numbers: called(Batch, m[2], Numbers{Letters: number(m[3])})}
}

// aChannelAndNote parses « email: appel de l'adhérent ».
func aChannelAndNote(reason string) (Details, bool) {
	channel, note, cut := strings.Cut(reason, ": ")
	d, ok := aChannel(channel)
	d.Note = note
	return d, cut && ok
}

// formerContacts maps the contact names of agents' forms.
var formerContacts = map[string]string{"email": "email", "portable": "mobile", "fixe": "landline", "fax": "fax"}

// formerCorrection parses « email, portable – nouveau téléphone ».
func formerCorrection(reason string) (d Details, ok bool) {
	names, note, cut := strings.Cut(reason, " – ")
	for name := range strings.SplitSeq(names, ", ") {
		if formerContacts[name] == "" {
			return d, false
		}
		d.Contacts = append(d.Contacts, formerContacts[name])
	}
	d.Note = note
	return d, cut
}

// formerDifference parses « email kept – appel » or « email of the file – appel ».
func formerDifference(reason string) (d Details, ok bool) {
	what, note, cut := strings.Cut(reason, " – ")
	name, choice, _ := strings.Cut(what, " ")
	d.Cause, ok = map[string]Cause{"kept": Kept, "of the file": FromFile}[choice]
	if contact := formerContacts[name]; ok && cut && contact != "" {
		d.Contacts, d.Note = []string{contact}, note
		return d, true
	}
	return Details{}, false
}

// formerBounce parses « email 5.1.1 ».
func formerBounce(reason string) (Details, bool) {
	channel, status, _ := strings.Cut(reason, " ")
	d, ok := aChannel(channel)
	d.Cause = Cause(status)
	return d, ok
}

// formerEntry parses « passkey », « password of jeanne », or « password » for an unknown login.
func formerEntry(reason string) (Details, bool) {
	way, login, named := strings.Cut(reason, " of ")
	d := Details{Way: Way(way), Login: login}
	if !named && (d.Way == ByPassword || d.Way == BySecret) {
		d.Cause = UnknownLogin
	}
	return d, wayWords[d.Way] != ""
}

func formerDay(written string) Object {
	day, err := time.Parse(account.DayLayout, written)
	if err != nil {
		return Object(written)
	}
	return Object(day.Format(time.DateOnly))
}
