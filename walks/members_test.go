package walks

import (
	"fmt"
	"strings"
	"time"
)

// member is an invented member, with the data of the back office.
type member struct {
	identifier, category, name, company string
	email, mobile, phone                string // phone: the mobile number as messages are sent to it
	card                                string // serial number of the carte Vitale
	nature, amount                      string // of a payment of last month
	password                            string // from the personalisation on
}

var (
	// Jeanne and Paul have finished their first connection (see established); the others never logged in.
	jeanne = member{identifier: "2850578006048", category: "particulier", name: "Jeanne Martin",
		email: "jeanne.martin@poitou.example", mobile: "06 12 34 56 78", phone: "+33612345678",
		card: "801234567890123456789", password: "Haie+Grenier7Velours"}
	paul = member{identifier: "1670186194033", category: "particulier", name: "Paul Berger",
		email: "paul.berger@poitou.example",
		card:  "801234567890123456790", password: "Sillon-Cuivre4Brume"}
	marie = member{identifier: "2910417300012", category: "particulier", name: "Marie Roux",
		email: "marie.roux@poitou.example", mobile: "0623456789", phone: "+33623456789",
		card: "801234567890123456791", nature: "prestation", amount: "1 245,60", password: "Marais3*Lanterne&Foin"}
	rose = member{identifier: "1780633063021", category: "particulier", name: "Rose Petit",
		nature: "prestation", amount: "87,10"} // the caisse knows neither e-mail nor mobile
	ferme = member{identifier: "90000011100014", category: "exploitant", company: "GAEC des Trois Chênes",
		email: "gaec@chenes.example", mobile: "06 34 56 78 90", phone: "+33634567890",
		nature: "facture_cotisations", amount: "2310,05"}
	usine = member{identifier: "90000022200019", category: "entreprise", company: "Conserverie du Marais",
		email: "paie@conserverie.example", mobile: "07 45 67 89 01", phone: "+33745678901",
		nature: "cotisations_salaires", amount: "15 870,00"}
	jardin = member{identifier: "1551279191077", category: "employeur_jardinier", name: "Henri Blanc",
		email: "henri.blanc@poitou.example", mobile: "06 56 78 90 12", phone: "+33656789012",
		nature: "cotisations_salaires", amount: "312,40"}
	notaire = member{identifier: "MP4521", category: "tiers", company: "Étude Duval",
		email: "etude@duval.example", mobile: "06 67 89 01 23", phone: "+33667890123", password: "Greffe-Sceau5Paraphe"}

	everyone = []member{jeanne, paul, marie, rose, ferme, usine, jardin, notaire}
)

// unknownIdentifier is a NIR that is not in the database.
const unknownIdentifier = "1850578006049"

// membersFile returns the back office's file of members, as a French spreadsheet writes it.
func membersFile() string {
	lines := []string{"identifiant;categorie;nom;prenom;raison_sociale;adresse1;adresse6;email;portable;carte_vitale"}
	for _, m := range everyone {
		first, last, _ := strings.Cut(m.name, " ")
		lines = append(lines, strings.Join([]string{m.identifier, m.category, last, first, m.company,
			"3 rue du Puits", "86000 POITIERS", m.email, m.mobile, m.card}, ";"))
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// paymentsFile returns the file of payments. Each is dated a month ago, within the months that all questions ask about.
func paymentsFile() string {
	lines := []string{"identifiant;nature;date;montant"}
	for _, m := range everyone {
		if m.nature != "" {
			lines = append(lines, fmt.Sprintf("%s;%s;%s;%s", m.identifier, m.nature,
				time.Now().AddDate(0, 0, -30).Format("02/01/2006"), m.amount))
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}
