package mutate

// The pages whose rows name tests.
const (
	security = "SECURITY.md"
	asvs     = "docs/asvs.md"
	openid   = "docs/openid-security.md"
)

// mutation is one change of the program that makes rows of the pages untrue.
type mutation struct {
	breaks string // what the changed program does; its name in reports
	rows   rows   // that are then untrue
	file   string // from the root of the repository
	old    string // stands once in the file
	new    string
	test   string // FOLDER TEST: goes red, and is named by each of the rows

	// inFile is for text outside of functions, and for tests that read the file itself: the mutation is written into the file
	// and has a build of its own. The others are compiled together (switches.go).
	inFile bool
}

// rows names rows by the beginning of their text: whole cells, parted by « | ».
type rows map[string][]string

// mutations is the list, by subject. The index of a mutation is its number in a run.
func mutations() []mutation {
	var all []mutation
	for _, subject := range [][]mutation{
		answers, limits, alone, promises, entries, agents, byDirectory, passkeys, providers, operation,
	} {
		all = append(all, subject...)
	}
	return all
}

// untouched are rows that name tests and have no mutation, each with the reason.
var untouched = []struct{ page, row, reason string }{}
