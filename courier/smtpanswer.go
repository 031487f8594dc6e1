package courier

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// answer is a parsed refusal by a relay.
type answer struct {
	code     int
	enhanced string // code of RFC 3463, as 5.1.1; empty if missing
	words    string // lower case, without accents and addresses
}

// enhancedForm matches the code at the start of an answer, or, as qmail writes it, at the end: « (#5.1.1) ».
var (
	enhancedForm = regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)`)
	enhancedTail = regexp.MustCompile(`#([245]\.\d{1,3}\.\d{1,3})\b`)
	addresses    = regexp.MustCompile(`<[^>]*>|\S+@\S+`)
)

// longestAnswer is how many bytes of an answer are searched for words.
const longestAnswer = 2000

func readAnswer(code int, text string) answer {
	a := answer{code: code}
	for line := range strings.Lines(text) { // the code may be on the last line only
		if found := enhancedForm.FindStringSubmatch(strings.TrimSpace(line)); found != nil {
			a.enhanced = found[1]
			break
		}
	}
	if found := enhancedTail.FindStringSubmatch(text); found != nil && a.enhanced == "" {
		a.enhanced = found[1]
	}
	text = strings.ToValidUTF8(text[:min(len(text), longestAnswer)], " ")
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(addresses.ReplaceAllString(text, " ")))
	a.words = strings.Join(strings.Fields(plain), " ")
	return a
}

// String returns the reply code and the enhanced code. It holds digits and points only, hence no address.
func (a answer) String() string { return strings.TrimSpace(fmt.Sprintf("%d %s", a.code, a.enhanced)) }

// detail returns the enhanced code without its class: « 1.1 ».
func (a answer) detail() string {
	_, detail, _ := strings.Cut(a.enhanced, ".")
	return detail
}

// subject returns the second number of the enhanced code: 1 the address, 2 the mailbox, 3 the system, 4 the network, 5
// the protocol, 6 the content, 7 security.
func (a answer) subject() string {
	subject, _, _ := strings.Cut(a.detail(), ".")
	return subject
}

// vague says whether the enhanced code is missing or unspecific (x.y.0).
func (a answer) vague() bool { return a.enhanced == "" || strings.HasSuffix(a.enhanced, ".0") }

// Words that relays use, in English and French. Compiling them takes longer than the rest of the program's start, so it waits
// for the first use.
var (
	laterWords = lazyPattern(`\b(later|tard|ulterieurement|retry|try again|reessaye[rz]|gr[ea]y-?list\w*|temporar\w*|temporaire\w*|provisoire\w*|` +
		`momentane\w*|defer\w*|rate limit\w*|throttl\w*|too (many|fast|busy)|busy|occupe|trop de|quelques minutes|dans \d+ (minutes|heures))\b`)
	neverWords = lazyPattern(`\b(do not|don.?t|not to|never|ne pas|pas la peine de) (retry|try again|reessayer)\b`)

	boxWords = lazyPattern(`\b(user|mailbox|recipient|account|address|addressee|local part) (is )?(unknown|unavailable|not found|not local|disabled|inactive|invalid|full|closed|suspended|over quota)\b|` +
		`\b(unknown|invalid|inactive|disabled|nonexistent|non-existent) (or illegal )?(user|mailbox|recipient|account|address|alias|local part)\b|` +
		`\bno (such|valid) (user|mailbox|recipient|person|address|account|local user)\b|\bno mailbox\b|\bnot a (valid|known) (user|mailbox|recipient|address)\b|` +
		`\b(doesn.?t|does not|not) (exist|have an? \S+ account)\b|\bmailbox name (is )?(not allowed|invalid)\b|\b(over|exceed\w*) (\w+ )?quota\b|\bquota exceeded\b|` +
		`\b(utilisateur|destinataire|adresse|boite|compte|abonne)( \S+){0,3} (inconnue?|inexistante?|invalide|desactivee?|fermee?|pleine?|suspendue?|n.existe)\b|` +
		`\b(inconnu|n.existe)( pas)? (a cette adresse|ici)\b`)
	senderWords = lazyPattern(`\b(sender|from|return|envelope from|expediteur)( address| path| domain| verify| email)? (is )?(rejected|refused|denied|unknown|invalid|not (allowed|permitted|owned|accepted|exist\w*|found)|failed|refuse|inconnu|interdit|non autorise)\b|` +
		`\bsender verif\w+|\bnot (owned by|allowed to send (as|from))\b|\binvalid (sender|return path)\b|\bexpediteur\b`)
	helloWords = lazyPattern(`\b(helo|ehlo)\b`)
	usWords    = lazyPattern(`\brelay(ing)?( access)? (is )?(denied|not (permitted|allowed)|prohibited|refused)\b|\b(unable|not (permitted|allowed)|cannot|won.?t) (to )?relay\b|\brelais (refuse|interdit)\b|` +
		`\b(client host|your (host|ip|server|domain)|listed|blocked|black ?-?list\w*|block ?-?list\w*|deny ?list\w*|spamhaus|\w*rbl|dnsbl|spam\w*|reputation|policy|spf|dkim|dmarc|ptr|reverse dns|bloque\w*|liste noire|indesirable\w*)\b`)
	loginWords = lazyPattern(`\b(authenticat\w+|auth|login|log in|smtp auth) (is )?(required|first|needed|mandatory)\b|\b(must|need to|please|not) (be )?(authenticat\w+|log(ged)? in)\b|\bauthentification (requise|obligatoire|necessaire)\b`)
	tlsWords   = lazyPattern(`\b(starttls|tls|ssl|encrypt\w+)\b.{0,30}\b(first|required|needed|mandatory|must)\b|\b(must|requires?|need)\b.{0,30}\b(starttls|tls|ssl|encrypt\w+)\b`)
)

// lazyPattern compiles a pattern at its first use.
func lazyPattern(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

func (a answer) later() bool {
	return laterWords().MatchString(neverWords().ReplaceAllString(a.words, " "))
}

func (a answer) tlsDemanded() bool { return a.code >= 500 && tlsWords().MatchString(a.words) }

// loginDemanded says whether the relay requires authentication, by the codes of RFC 4954 or by its words.
func (a answer) loginDemanded() bool {
	switch a.code {
	case 530, 534, 535, 538:
		return true
	}
	return a.code >= 500 && loginWords().MatchString(a.words)
}

func (a answer) helloRefused(where place) bool {
	return helloWords().MatchString(a.words) || where == atRecipient && a.code == 504
}

// senderRefused says whether the sender is refused. Some relays say so only after RCPT.
func (a answer) senderRefused() bool {
	return a.detail() == "1.7" || a.detail() == "1.8" || senderWords().MatchString(a.words)
}

// boxNamed says whether the enhanced code clearly concerns this destination.
func (a answer) boxNamed() bool {
	switch a.subject() {
	case "1":
		return !a.vague() && a.detail() != "1.7" && a.detail() != "1.8"
	case "2":
		return !a.vague() // providers also answer 5.2.0 to mail that they take for spam
	}
	return false
}

// boxMeant says whether the refusal concerns this destination; it uses the words when the codes are unclear.
func (a answer) boxMeant() bool {
	return a.code == 556 || a.subject() == "1" || a.vague() && boxWords().MatchString(a.words) && !usWords().MatchString(a.words)
}

// usMeant says whether the refusal concerns our server, or the rights that the relay gives it.
func (a answer) usMeant() bool {
	switch a.subject() {
	case "4", "5", "6", "7":
		return true
	}
	return a.code < 510 || usWords().MatchString(a.words) // 500 to 504: the relay rejects our commands
}
