package mutate

// The pages whose rows name tests.
const (
	security = "SECURITY.md"
	asvs     = "docs/asvs.md"
	openid   = "docs/openid-security.md"
)

// mutation is one change of the program that makes rows of the pages untrue.
type mutation struct {
	breaks string // behaviour of the changed program; its name in reports
	rows   rows   // the rows that it makes untrue
	file   string // path from the root of the repository
	old    string // occurs exactly once in the file
	new    string
	test   string // FOLDER TEST: the test that must fail; each of the rows names it

	// inFile marks changes of text outside of functions, and mutations whose tests read the file itself: such a mutation is
	// written into the file and built by itself. The others are compiled together (switches.go).
	inFile bool
}

// rows names rows by page and by the beginning of their text: whole cells, separated by « | ».
type rows map[string][]string

// mutations returns the list, by subject. The index of a mutation is its number in a run.
func mutations() []mutation {
	var all []mutation
	for _, subject := range [][]mutation{
		answers, limits, alone, promises, entries, agents, byDirectory, passkeys, providers, operation,
	} {
		all = append(all, subject...)
	}
	return all
}

// untouched are the rows that name tests and have no mutation, each with the reason.
var untouched = []struct{ page, row, reason string }{}
