package events

// The causes for which a request of a client is refused.
const (
	ClientUnknown   Cause = "client-unknown"
	WrongSecret     Cause = "client-secret"
	RedirectUnknown Cause = "redirect-unknown"
	BadRequest      Cause = "bad-request"
	BadProof        Cause = "bad-proof" // PKCE
	CodeUnknown     Cause = "code-unknown"
	CodeLate        Cause = "code-late"
	CodeAgain       Cause = "code-again"
)

// ServiceOpened is the event of a login that opened a client, or of a client's request that was refused.
var ServiceOpened = add(row{
	name: "service-opened", account: true,
	means:  "a login opened another program of the caisse, or a request of one was refused (`object`: its name; `cause`)",
	member: says{ok: "accès à un service de la caisse"},
	desk:   says{refused: "demande d'un service refusée"},
})
