package account

// Channel is how a code, a password or a notice is sent to a member. The values are stored in the database.
type Channel string

// The channels. Counter means handed over in person.
const (
	Email   Channel = "email"
	SMS     Channel = "sms"
	Letter  Channel = "letter"
	Counter Channel = "counter"
)

// Other returns the alternative electronic channel: SMS for e-mail, e-mail for any other.
func (c Channel) Other() Channel {
	if c == Email {
		return SMS
	}
	return Email
}
