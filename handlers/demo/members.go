package demo

import (
	"sesame/account"
	"sesame/views"
)

// sharedPassword is the password of every member who has chosen one, and of every agent.
const sharedPassword = "Tabouret-Orage-27" //nolint:gosec // G101: of invented members, shown on their page

// state is the progress of a member's access.
type state int

const (
	neverConnected state = iota
	provisional          // has a temporary password, sent by letter
	expired              // has a temporary password that has expired
	halfway              // has chosen a password, but not confirmed the contacts
	connected            // has finished the personalisation
	forgotten            // connected, and has just requested a temporary password
)

// member is an invented member of adherents.csv. Names and towns are typical of Poitou. Telephone numbers are from
// the blocks that ARCEP reserves for fiction, e-mail addresses end in .example, and birth places have the number 999.
type member struct {
	identifier string
	name       string
	category   account.Category
	state      state
	says       string // the member's state and particularities, for /demo
	temporary  string // empty if none was issued
	payments   []payment
	vitale     string
}

// payment is an amount that answers the identity question, and how many months ago it was paid.
type payment struct {
	nature account.Nature
	months int
	amount string
}

var people = []member{
	{identifier: "2580386999012", name: "Madeleine Texier", category: account.Particulier, state: connected,
		says: "s'est déjà connectée ; e-mail et portable connus", vitale: "80250000 1001 2345 678",
		payments: []payment{{account.Benefit, 1, "312,40"}}},
	{identifier: "1470779999015", name: "André Boutin", category: account.Particulier, state: provisional, temporary: "champ3verger",
		says: "a reçu un mot de passe temporaire par lettre, ne s'est jamais connecté", vitale: "80250000 1002 2345 678"},
	{identifier: "2911186999023", name: "Élodie Girault", category: account.Particulier, state: neverConnected,
		says: "ne s'est jamais connectée ; question de sécurité, puis e-mail ou SMS", vitale: "80250000 1003 2345 678",
		payments: []payment{{account.Benefit, 2, "187,24"}, {account.Benefit, 4, "93,62"}}},
	{identifier: "1860216999031", name: "Julien Pelletier", category: account.Exploitant, state: connected,
		says:     "s'est déjà connecté ; e-mail seulement, le choix du SMS part par e-mail",
		payments: []payment{{account.Invoice, 3, "1 245,00"}}},
	{identifier: "2790517999044", name: "Sandrine Rousseau", category: account.Exploitant, state: neverConnected,
		says:     "ne s'est jamais connectée ; portable seulement, le choix de l'e-mail part par SMS",
		payments: []payment{{account.Invoice, 2, "864,30"}, {account.Invoice, 8, "912,75"}}},
	{identifier: "99900101900010", name: "SARL Les Maraîchers du Clain", category: account.Entreprise, state: connected,
		says: "s'est déjà connectée", payments: []payment{{account.Payroll, 1, "4 318,92"}}},
	{identifier: "99900102700013", name: "CUMA de la Sèvre", category: account.Entreprise, state: neverConnected,
		says: "ne s'est jamais connectée ; question de sécurité", payments: []payment{{account.Payroll, 1, "2 706,15"}}},
	{identifier: "99900103500016", name: "Henri de La Faye", category: account.EmployeurJardinier, state: neverConnected,
		says: "ne s'est jamais connecté ; question de sécurité", payments: []payment{{account.Payroll, 3, "148,77"}}},
	{identifier: "TEST0042", name: "Claire Berthelot", category: account.TiersCategory, state: connected, says: "tiers qui s'est déjà connecté"},
	{identifier: "TEST0077", name: "Association tutélaire du Haut-Poitou", category: account.TiersCategory, state: neverConnected,
		says: "tiers qui ne s'est jamais connecté : courrier, sans question"},
	{identifier: "1650986999056", name: "Patrick Moreau", category: account.Particulier, state: expired, temporary: "ferme7navets",
		says: "a un mot de passe temporaire dont le délai est passé"},
	{identifier: "2880479999063", name: "Aurélie Fouquet", category: account.Particulier, state: halfway,
		says: "a choisi son mot de passe et s'est arrêtée avant de confirmer ses coordonnées"},
	{identifier: "1380117999070", name: "Marcel Guérin", category: account.Particulier, state: neverConnected,
		says: "ni e-mail ni portable connus : courrier", vitale: "80250000 1013 2345 678"},
	{identifier: "2721286999081", name: "Isabelle Naudin", category: account.Particulier, state: neverConnected,
		says: "la caisse ne connaît aucune réponse à sa question de sécurité : courrier"},
	{identifier: "1950879999098", name: "Thomas Auger", category: account.Particulier, state: provisional, temporary: "semeur2gerbe",
		says: "a un mot de passe temporaire ; aucun e-mail connu, il devra en donner un", vitale: "80250000 1015 2345 678"},
	{identifier: "2690386999103", name: "Véronique Charron", category: account.Exploitant, state: forgotten, temporary: "hameau9vache",
		says:     "s'est déjà connectée et vient de demander un mot de passe temporaire : les deux mots de passe ouvrent",
		payments: []payment{{account.Invoice, 5, "1 530,08"}}},
}

func (m member) id() account.Identifier { return identifierOf(m.identifier) }

func identifierOf(text string) account.Identifier {
	id, err := account.ParseIdentifier(text)
	if err != nil {
		panic("demonstration: " + err.Error())
	}
	return id
}

// shownMembers returns the data about the members that /demo shows.
func shownMembers() (shown []views.DemoMember) {
	for _, m := range people {
		v := views.DemoMember{Name: m.name, Category: categories[m.category], State: m.says, Identifier: m.identifier, Password: m.password()}
		if m.state == forgotten {
			v.Answers = append(v.Answers, "mot de passe temporaire : "+m.temporary)
		}
		if m.vitale != "" {
			v.Answers = append(v.Answers, "numéro de série de la carte Vitale : "+m.vitale)
		}
		for _, p := range m.payments {
			v.Answers = append(v.Answers, natures[p.nature]+" : "+p.amount+" €")
		}
		shown = append(shown, v)
	}
	return shown
}

// password returns the password for the login; empty for none.
func (m member) password() string {
	if m.state == connected || m.state == halfway || m.state == forgotten {
		return sharedPassword
	}
	return m.temporary
}

var categories = map[account.Category]string{
	account.Particulier: "particulier", account.Exploitant: "exploitant", account.Entreprise: "entreprise",
	account.EmployeurJardinier: "employeur de jardinier", account.TiersCategory: "tiers",
}

var natures = map[account.Nature]string{
	account.Benefit: "prestation", account.Invoice: "facture de cotisations", account.Payroll: "cotisations sur salaires",
}
