package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sesame/account"
)

const days = 24 * time.Hour

// limitSettings are the limits of account.Limits. Their defaults must equal account.DefaultLimits, which a test checks.
var limitSettings = []setting{
	{name: "SESAME_CODE_DIGITS", fallback: "4", help: "Chiffres d'un code de confirmation, de 4 à 8.",
		set: number(func(l *account.Limits) *int { return &l.CodeDigits }, 4, 8)},
	{name: "SESAME_CODE_TTL", fallback: "30m", help: "Durée de vie d'un code.",
		set: span(func(l *account.Limits) *time.Duration { return &l.CodeTTL }, time.Minute, days)},
	{name: "SESAME_CODE_TRIES", fallback: "3", help: "Essais d'un code.",
		set: number(func(l *account.Limits) *int { return &l.CodeTries }, 1, 10)},
	{name: "SESAME_CODE_RESEND", fallback: "60s,120s,300s", help: "Attentes avant chaque nouvel envoi d'un code.",
		set: setResend},
	{name: "SESAME_CODES_PER_JOURNEY", fallback: "3", help: "Codes envoyés dans un parcours.",
		set: number(func(l *account.Limits) *int { return &l.CodesPerJourney }, 1, 10)},
	{name: "SESAME_CODES_PER_DAY", fallback: "5", help: "Codes ordinaires envoyés en 24 h à un compte, et à une destination ; au-delà, codes plus longs, et un message de temps en temps.",
		set: number(func(l *account.Limits) *int { return &l.CodesPerDay }, 1, 100)},
	{name: "SESAME_KNOWN_CODES_PER_DAY", fallback: "3", help: "Codes envoyés en plus en 24 h à un compte, demandés d'un navigateur connu.",
		set: number(func(l *account.Limits) *int { return &l.KnownCodesPerDay }, 0, 100)},
	{name: "SESAME_CODES_PER_MONTH", fallback: "10", help: "Codes envoyés en 30 jours à un adhérent connecté, qui vérifie une adresse.",
		set: number(func(l *account.Limits) *int { return &l.CodesPerMonth }, 1, 1000)},
	{name: "SESAME_WRONG_CODES_PER_DAY", fallback: "5", help: "Codes faux en 24 h pour un compte ; au-delà, codes plus longs et plus brefs.",
		set: number(func(l *account.Limits) *int { return &l.WrongPerDay }, 1, 1000)},
	{name: "SESAME_WRONG_CODES_PER_MONTH", fallback: "7", help: "Codes faux en 30 jours pour un compte ; au-delà, codes plus longs et plus brefs pendant 24 h.",
		set: number(func(l *account.Limits) *int { return &l.WrongPerMonth }, 1, 10_000)},
	{name: "SESAME_LETTERS_PER_WEEK", fallback: "1", help: "Courriers en 7 jours pour un compte.",
		set: number(func(l *account.Limits) *int { return &l.LettersPerWeek }, 1, 7)},
	{name: "SESAME_LETTERS_PER_QUARTER", fallback: "3", help: "Courriers en 90 jours pour un compte.",
		set: number(func(l *account.Limits) *int { return &l.LettersPerQuarter }, 1, 90)},
	{name: "SESAME_QUESTIONS_PER_WEEK", fallback: "1", help: "Réponses fausses à la question de sécurité en 7 jours pour un compte ; au-delà, un code la précède.",
		set: number(func(l *account.Limits) *int { return &l.QuestionsPerWeek }, 1, 10)},
	{name: "SESAME_SLIPS_PER_DAY", fallback: "10", help: "Feuilles qu'un agent remet au guichet en 24 h ; au-delà, chacune demande un second agent.",
		set: number(func(l *account.Limits) *int { return &l.SlipsPerDay }, 0, 1000)},
	{name: "SESAME_AGENT_RECORDS_PER_HOUR", fallback: "60", help: "Fiches d'adhérents différentes qu'un agent ouvre en une heure ; au-delà, chacune se fait attendre, de plus en plus.",
		set: number(func(l *account.Limits) *int { return &l.RecordsPerHour }, 1, 10_000)},
	{name: "SESAME_AGENT_RESETS_PER_HOUR", fallback: "20", help: "Mots de passe qu'un agent réinitialise en une heure ; au-delà, chacun se fait attendre, de plus en plus.",
		set: number(func(l *account.Limits) *int { return &l.ResetsPerHour }, 1, 10_000)},
	{name: "SESAME_LOGIN_FREE", fallback: "5", help: "Échec de connexion à partir duquel il faut attendre.",
		set: number(func(l *account.Limits) *int { return &l.LoginFree }, 1, 100)},
	{name: "SESAME_LOGIN_FIRST_DELAY", fallback: "60s", help: "Première attente ; elle double à chaque échec.",
		set: span(func(l *account.Limits) *time.Duration { return &l.LoginFirstDelay }, time.Second, time.Hour)},
	{name: "SESAME_LOGIN_MAX_DELAY", fallback: "1h", help: "Plus longue attente entre deux connexions.",
		set: span(func(l *account.Limits) *time.Duration { return &l.LoginMaxDelay }, time.Second, days)},
	{name: "SESAME_LOGIN_PER_DAY", fallback: "25", help: "Échecs de connexion en 24 h pour un identifiant.",
		set: number(func(l *account.Limits) *int { return &l.LoginPerDay }, 1, 100)},
	{name: "SESAME_IP_IDENTIFIERS_SHORT", fallback: "10", help: "Identifiants différents essayés d'une adresse en 10 minutes.",
		set: number(func(l *account.Limits) *int { return &l.IPIdentifiersShort }, 1, 1_000_000)},
	{name: "SESAME_IP_IDENTIFIERS_DAY", fallback: "30", help: "Identifiants différents essayés d'une adresse en 24 h.",
		set: number(func(l *account.Limits) *int { return &l.IPIdentifiersDay }, 1, 1_000_000)},
	{name: "SESAME_IP_TRIES_DAY", fallback: "300", help: "Connexions échouées et parcours commencés d'une adresse en 24 h.",
		set: number(func(l *account.Limits) *int { return &l.IPTriesDay }, 1, 1_000_000)},
	{name: "SESAME_IP_JOURNEYS_DAY", fallback: "60", help: "Parcours « oubli » et « inscription » commencés d'une adresse en 24 h.",
		set: number(func(l *account.Limits) *int { return &l.IPJourneysDay }, 1, 1_000_000)},
	{name: "SESAME_IDENTIFIER_JOURNEYS_DAY", fallback: "20", help: "Parcours commencés en 24 h pour un même identifiant, d'une adresse ou d'un navigateur connu.",
		set: number(func(l *account.Limits) *int { return &l.IdentifierJourneys }, 1, 1_000_000)},
	{name: "SESAME_IP_WRONG_CODES_DAY", fallback: "15", help: "Codes faux venus d'une adresse en 24 h.",
		set: number(func(l *account.Limits) *int { return &l.IPWrongCodesDay }, 1, 1_000_000)},
	{name: "SESAME_EVERYONE_WRONG_HOUR", fallback: "60", help: "Codes faux de tous en une heure ; au-delà, « mode renforcé » : codes plus longs et plus brefs.",
		set: number(func(l *account.Limits) *int { return &l.EveryoneWrongHour }, 1, 1_000_000)},
	{name: "SESAME_EVERYONE_WRONG_DAY", fallback: "200", help: "Codes faux de tous en 24 h ; au-delà, « mode renforcé ».",
		set: number(func(l *account.Limits) *int { return &l.EveryoneWrongDay }, 1, 1_000_000)},
	{name: "SESAME_REINFORCED_DIGITS", fallback: "8", help: "Chiffres d'un code en « mode renforcé ».",
		set: number(func(l *account.Limits) *int { return &l.ReinforcedDigits }, 4, 8)},
	{name: "SESAME_REINFORCED_TTL", fallback: "10m", help: "Durée de vie d'un code en « mode renforcé ».",
		set: span(func(l *account.Limits) *time.Duration { return &l.ReinforcedTTL }, time.Minute, days)},
	{name: "SESAME_TEMPORARY_TTL", fallback: "24h", help: "Durée de vie d'un mot de passe temporaire envoyé par e-mail ou SMS.",
		set: span(func(l *account.Limits) *time.Duration { return &l.TemporaryTTL }, 10*time.Minute, 7*days)},
	{name: "SESAME_LETTER_TTL", fallback: "30d", help: "Durée de vie d'un mot de passe temporaire envoyé par lettre.",
		set: span(func(l *account.Limits) *time.Duration { return &l.LetterTTL }, 7*days, 90*days)},
	{name: "SESAME_CLOSED_KEEP", fallback: "30d", help: "Un espace fermé peut être rouvert pendant ce temps ; ensuite son mot de passe, ses coordonnées et ses clés d'accès sont effacés.",
		set: span(func(l *account.Limits) *time.Duration { return &l.ClosedKeep }, 7*days, 365*days)},
	{name: "SESAME_KNOWN_BROWSER_TTL", fallback: "180d", help: "Un navigateur où l'adhérent ou l'agent s'est connecté reste connu ce temps : il a ses propres limites.",
		set: span(func(l *account.Limits) *time.Duration { return &l.KnownBrowserTTL }, days, 400*days)},
	{name: "SESAME_SESSION_IDLE", fallback: "15m", help: "Une session inactive se ferme après ce temps.",
		set: span(func(l *account.Limits) *time.Duration { return &l.SessionIdle }, time.Minute, 8*time.Hour)},
	{name: "SESAME_AGENT_IDLE", fallback: "10m", help: "La session d'un agent, inactive, se ferme après ce temps.",
		set: span(func(l *account.Limits) *time.Duration { return &l.AgentIdle }, time.Minute, time.Hour)},
	{name: "SESAME_SESSION_MAX", fallback: "8h", help: "Une session se ferme après ce temps, même active.",
		set: span(func(l *account.Limits) *time.Duration { return &l.SessionMax }, time.Minute, days)},
	{name: "SESAME_JOURNEY_TTL", fallback: "60m", help: "Un parcours commencé se ferme après ce temps.",
		set: span(func(l *account.Limits) *time.Duration { return &l.JourneyTTL }, time.Minute, days)},
	{name: "SESAME_BUDGET_SMS", help: "SMS de tous, en une heure et en 24 h, comme 60,400 ; au-delà, ceux que des inconnus demandent attendent l'accord d'un agent. Vide : selon le nombre d'adhérents (docs/limits.md).",
		set: ceiling(func(l *account.Limits) *account.Ceiling { return &l.SMSCeiling })},
	{name: "SESAME_BUDGET_LETTERS", help: "Courriers de tous, de même.",
		set: ceiling(func(l *account.Limits) *account.Ceiling { return &l.LetterCeiling })},
	{name: "SESAME_BUDGET_CONTACT", help: "E-mails du formulaire de contact à la caisse, de même ; les messages sont de toute façon dans la liste des agents.",
		set: ceiling(func(l *account.Limits) *account.Ceiling { return &l.ContactCeiling })},
	{name: "SESAME_HASH_QUEUE", fallback: "256", help: "Mots de passe en attente de vérification ; au-delà le service répond 503.",
		set: number(func(l *account.Limits) *int { return &l.HashQueue }, 0, 100_000)},
	{name: "SESAME_BODY_BYTES", fallback: "65536", help: "Taille d'une requête, en octets.",
		set: number(func(l *account.Limits) *int64 { return &l.BodyBytes }, 4<<10, 16<<20)},
}

// number reads a whole number from low to high, both included.
func number[N int | int64](field func(*account.Limits) *N, low, high N) func(*config, string) error {
	return func(c *config, v string) error {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || N(n) < low || N(n) > high {
			return fmt.Errorf("« %s » n'est pas un nombre de %d à %d, en chiffres et sans unité", v, low, high)
		}
		*field(&c.Limits) = N(n)
		return nil
	}
}

// ceiling reads how many messages may leave per hour and per day: « 60,400 ».
func ceiling(field func(*account.Limits) *account.Ceiling) func(*config, string) error {
	return func(c *config, v string) error {
		if v == "" { // sized by the number of members
			return nil
		}
		hour, day, _ := strings.Cut(v, ",")
		n, err := strconv.Atoi(strings.TrimSpace(hour))
		of, wrong := strconv.Atoi(strings.TrimSpace(day))
		if err != nil || wrong != nil || n < 1 || of < n || of > 10_000_000 {
			return fmt.Errorf("« %s » n'est pas deux nombres, par heure puis par jour, comme 60,400 : le premier d'au moins 1, le second pas plus petit", v)
		}
		*field(&c.Limits) = account.Ceiling{Hour: n, Day: of}
		return nil
	}
}

// span reads a duration from low to high, both included.
func span(field func(*account.Limits) *time.Duration, low, high time.Duration) func(*config, string) error {
	return func(c *config, v string) error {
		d, ok := parseSpan(v)
		if !ok || d < low || d > high {
			return fmt.Errorf("« %s » n'est pas une durée de %s à %s, avec son unité : 60s, 30m, 8h ou 30d", v, formatSpan(low), formatSpan(high))
		}
		*field(&c.Limits) = d
		return nil
	}
}

func setResend(c *config, v string) error {
	var waits []time.Duration
	for _, s := range list(v) {
		d, ok := parseSpan(s)
		if !ok || d < time.Second || d > time.Hour {
			return fmt.Errorf("« %s » n'est pas une durée de 1s à 1h, comme 60s", s)
		}
		waits = append(waits, d)
	}
	if len(waits) == 0 {
		return fmt.Errorf("« %s » : il faut au moins une durée, comme 60s", v)
	}
	c.Limits.Resend = waits
	return nil
}

// parseSpan reads a duration in Go's syntax, or in whole days: 30d.
func parseSpan(v string) (time.Duration, bool) {
	if whole, ok := strings.CutSuffix(v, "d"); ok {
		n, err := strconv.Atoi(whole)
		return time.Duration(n) * days, err == nil && n >= 0 && n <= 36500
	}
	d, err := time.ParseDuration(v)
	return d, err == nil
}

func formatSpan(d time.Duration) string {
	switch {
	case d > days && d%days == 0:
		return fmt.Sprintf("%dd", d/days)
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// limitRules are the rules between limits (account.Limits.Validate), with a sentence for the operator.
var limitRules = []rule{
	atLeast("SESAME_LOGIN_PER_DAY", "SESAME_LOGIN_FREE", func(l account.Limits) (int, int) { return l.LoginPerDay, l.LoginFree }, strconv.Itoa),
	atLeast("SESAME_LOGIN_MAX_DELAY", "SESAME_LOGIN_FIRST_DELAY", func(l account.Limits) (time.Duration, time.Duration) { return l.LoginMaxDelay, l.LoginFirstDelay }, formatSpan),
	atLeast("SESAME_SESSION_MAX", "SESAME_SESSION_IDLE", func(l account.Limits) (time.Duration, time.Duration) { return l.SessionMax, l.SessionIdle }, formatSpan),
	atLeast("SESAME_JOURNEY_TTL", "SESAME_CODE_TTL", func(l account.Limits) (time.Duration, time.Duration) { return l.JourneyTTL, l.CodeTTL }, formatSpan),
	atLeast("SESAME_REINFORCED_DIGITS", "SESAME_CODE_DIGITS", func(l account.Limits) (int, int) { return l.ReinforcedDigits, l.CodeDigits }, strconv.Itoa),
	{[]string{"SESAME_CODE_DIGITS", "SESAME_WRONG_CODES_PER_DAY", "SESAME_WRONG_CODES_PER_MONTH", "SESAME_REINFORCED_DIGITS"}, func(c *config) bool { return c.Limits.OddsPerYear() > account.MaxOddsPerYear },
		func(c *config) string {
			return fmt.Sprintf("SESAME_CODE_DIGITS : avec ces limites, un code d'un compte serait deviné en un an avec une probabilité de %s %%, "+
				"au-dessus de %.0f %% ; augmentez les chiffres, ou baissez SESAME_WRONG_CODES_PER_MONTH", decimal(100*c.Limits.OddsPerYear(), 2), 100*account.MaxOddsPerYear)
		}},
}

// atLeast is the rule that the limit more is not below the limit less.
func atLeast[N int | time.Duration](more, less string, both func(account.Limits) (N, N), written func(N) string) rule {
	return rule{[]string{more, less}, func(c *config) bool {
		m, l := both(c.Limits)
		return m < l
	}, func(c *config) string {
		m, l := both(c.Limits)
		return fmt.Sprintf("%s (%s) doit être au moins %s (%s)", more, written(m), less, written(l))
	}}
}

// decimal formats a number with a decimal comma.
func decimal(n float64, digits int) string {
	return strings.ReplaceAll(strconv.FormatFloat(n, 'f', digits, 64), ".", ",")
}
