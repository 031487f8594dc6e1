package account

// Channel is the way by which a code, a password or a notice reaches a member. The values are kept in the database.
type Channel string

// The channels. Counter is a password handed over in person.
const (
	Email   Channel = "email"
	SMS     Channel = "sms"
	Letter  Channel = "letter"
	Counter Channel = "counter"
)

// Other is the second of the two channels that leave by themselves: SMS for e-mail, e-mail for anything else.
func (c Channel) Other() Channel {
	if c == Email {
		return SMS
	}
	return Email
}
