package events

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"sesame/account"
)

// unknown is the wording for an event of a later version of the program.
const unknown = "acte que cette version du service ne connaît pas"

// ForMember is the wording in the history that a member reads; false when the event is not shown to members.
func (k Kind) ForMember(r Result) (string, bool) {
	if k.row == nil {
		return "", false
	}
	said := k.row.member.of(r)
	return said, said != ""
}

// ForAgent is the wording in the history of an account that agents read. The grounds of an agent's act are
// returned separately; a note that the agent typed is unchanged.
func (k Kind) ForAgent(r Result, d Details) (said, note string) {
	if k.row == nil {
		return unknown, d.Words()
	}
	said = k.head(cmp.Or(k.row.page(r), unknown), d)
	if rest := k.rest(d); rest != "" {
		said += " : " + rest
	}
	return said, d.Words()
}

// ForLog is the wording in the log of agents' acts.
func (k Kind) ForLog(r Result, d Details) string {
	said, rest, why := unknown, "", d.Words()
	if k.row != nil {
		said, rest = k.head(cmp.Or(k.row.log(r), unknown), d), k.rest(d)
	}
	switch {
	case rest != "" && why != "":
		return said + " (" + rest + ") : " + why
	case rest != "" || why != "":
		return said + " : " + rest + why
	}
	return said
}

func (k Kind) head(said string, d Details) string {
	return strings.TrimSpace(said + " " + channelWords[d.Channel])
}

// rest is the wording of all fields except channel and grounds.
func (k Kind) rest(d Details) string {
	var words []string
	add := func(word string) {
		if word != "" {
			words = append(words, word)
		}
	}
	way := cmp.Or(wayWords[d.Way], string(d.Way))
	switch {
	case d.Login == "":
		add(way)
	case k.row.asked:
		add(way)
		add("demandé par " + d.Login)
	case way != "":
		add(way + " de " + d.Login)
	default:
		add(d.Login)
	}
	add(d.Role)
	for _, c := range d.Contacts {
		add(cmp.Or(contactWords[c], c))
	}
	if d.Journey != "" {
		add("« " + d.Journey + " »")
	}
	add(cmp.Or(objectWords[d.Object], date(d.Object)))
	add(d.Request)
	for _, n := range numberWords {
		if value, told := d.Numbers[n.number]; told {
			add(fmt.Sprintf(n.words, value))
		}
	}
	add(cmp.Or(d.Cause.Words(), string(d.Cause)))
	return strings.Join(words, ", ")
}

// date formats a date in French; any other text is returned unchanged.
func date(o Object) string {
	day, err := time.Parse(time.DateOnly, string(o))
	if err != nil {
		return string(o)
	}
	return day.Format(account.DayLayout)
}
