package walks

import (
	"net/url"
	"testing"
	"time"
)

// BenchmarkRightSteps takes members through « oubli » and the first connection after it, without any error: 50 choose a channel
// at the same moment, and the mail with their code is timed; then 64 at once enter the code, log in with the temporary password
// and choose another one, compared with hashing alone in the same run.
func BenchmarkRightSteps(b *testing.B) {
	const people, clients, crowd = 500, 64, 50
	for b.Loop() {
		s := newGrownSite(b, stepMembers)
		all := s.steppers(0, people)
		var delays []time.Duration
		for from := 0; from < people; from += crowd {
			delays = append(delays, s.clicks(b, all[from:from+crowd])...)
		}
		tell(b, figure{what: "click to accepted mail of 50 at once, one in two", measured: partOf(delays, 50), unit: "ms", most: 50})
		tell(b, figure{what: "the same, one in a hundred", measured: partOf(delays, 99), unit: "ms", most: 300})

		s.inTurns(all, clients, func(v *stepper) error { return v.open("/code") })
		var alone hashing
		alone.measure(b)
		codes := s.inTurns(all, clients, (*stepper).giveCode)
		alone.measure(b)
		for _, v := range all {
			v.temporary = s.post.temporary(b, crashEmail(v.member))
		}
		logins := s.inTurns(all, clients, (*stepper).logIn)
		alone.measure(b)
		chosen := s.inTurns(all, clients, (*stepper).choose)
		alone.measure(b)
		for _, step := range []struct {
			what string
			took turns
		}{{"right codes of 64 clients", codes}, {"right log-ins", logins}, {"passwords chosen", chosen}} {
			alone.tell(b, step.what, step.took.rate, 0.9)
		}
		s.stop()
	}
}

// clicks has people choose the channel of their code at the same moment, and returns for each the time from the click until the
// mail server had the mail.
func (s *site) clicks(b *testing.B, people []*stepper) (delays []time.Duration) {
	b.Helper()
	s.inTurns(people, len(people), (*stepper).identify)
	clicked := make([]time.Time, len(people))
	s.inTurns(people, len(people), func(v *stepper) error {
		clicked[v.member-people[0].member] = time.Now()
		return v.chooseChannel()
	})
	for i, v := range people {
		mail := s.post.awaits(b, crashEmail(v.member), "a confirmation code", func(m message) bool { return codeLine.MatchString(m.text) })
		v.code = codeLine.FindStringSubmatch(mail.text)[1]
		delays = append(delays, mail.at.Sub(clicked[i]))
	}
	return delays
}

func (v *stepper) giveCode() error {
	return v.leads("a right code", stepBase+"/code", "code="+v.code+"&version="+v.version, stepBase+"/confirmation")
}

// logIn sends the temporary password, and opens the page that replaces it.
func (v *stepper) logIn() error {
	form := "identifiant=" + crashID(v.member) + "&mot_de_passe=" + v.temporary
	if err := v.leads("the temporary password", "/connexion", form, "/personnalisation"); err != nil {
		return err
	}
	return v.look("/personnalisation/mot-de-passe")
}

func (v *stepper) choose() error {
	password := url.QueryEscape(crashPasswords[0])
	form := "nouveau=" + password + "&confirmation=" + password + "&version=" + v.version
	return v.leads("a password of their own", "/personnalisation/mot-de-passe", form, "/personnalisation/coordonnees")
}
