package events

// Why a request of a client was refused.
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

// What opens by a login here.
var ServiceOpened = add(row{
	name: "service-opened", account: true,
	means:  "a login opened another program of the caisse, or a request of one was refused (`object`: its name; `cause`)",
	member: says{ok: "accès à un service de la caisse"},
	desk:   says{refused: "demande d'un service refusée"},
})
