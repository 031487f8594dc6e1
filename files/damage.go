package files

import (
	"fmt"
	"strings"

	"sesame/account"
	"sesame/db"
)

// kindsOfLoss maps each sealed column to the words for its values that the operator reads.
var kindsOfLoss = map[string]struct{ one, many string }{
	"members.profile":                {"fiche d'adhérent", "fiches d'adhérents"},
	"members.pending_email":          {"adresse à vérifier", "adresses à vérifier"},
	"members.pending_mobile":         {"numéro de portable à vérifier", "numéros de portable à vérifier"},
	"members.seal":                   {"date de première connexion", "dates de première connexion"},
	"former_temporaries.seal":        {"ancien mot de passe temporaire encore valable", "anciens mots de passe temporaires encore valables"},
	"calls.seal":                     {"appel en cours", "appels en cours"},
	"members.password_hash":          {"mot de passe d'adhérent", "mots de passe d'adhérents"},
	"members.temporary_hash":         {"mot de passe temporaire", "mots de passe temporaires"},
	"former_temporaries.hash":        {"ancien mot de passe temporaire", "anciens mots de passe temporaires"},
	"agents.password_hash":           {"mot de passe d'agent", "mots de passe d'agents"},
	"sessions.data":                  {"session ouverte", "sessions ouvertes"},
	"contacts.value":                 {"coordonnée d'adhérent", "coordonnées d'adhérents"},
	"contact_differences.file_value": {"écart avec le fichier", "écarts avec le fichier"},
	"values_left_out.payload":        {"valeur écartée d'un fichier", "valeurs écartées d'un fichier"},
	"former_members.profile":         {"fiche d'avant un chargement", "fiches d'avant un chargement"},
	"former_contacts.value":          {"coordonnée d'avant un chargement", "coordonnées d'avant un chargement"},
	"former_notes.payload":           {"écart ou valeur de côté d'avant un chargement", "écarts ou valeurs de côté d'avant un chargement"},
	"calls.words":                    {"appel en cours", "appels en cours"},
	"search.entries":                 {"partie de la recherche des agents", "parties de la recherche des agents"},
	"flows.new_email":                {"parcours en cours", "parcours en cours"},
	"flows.secrets":                  {"parcours en cours", "parcours en cours"},
	"outbox.payload":                 {"message en attente", "messages en attente"},
	"troubles.house":                 {"panne de messagerie", "pannes de messagerie"},
	"checks.line":                    {"résultat de « sesame doctor »", "résultats de « sesame doctor »"},
	"letters.payload":                {"courrier à imprimer", "courriers à imprimer"},
	"envelope_names.payload":         {"nom raccourci pour l'enveloppe", "noms raccourcis pour l'enveloppe"},
	"contact_messages.payload":       {"message du formulaire de contact", "messages du formulaire de contact"},
	"contact_entries.payload":        {"suite d'un message de contact", "suites de messages de contact"},
	"imports.payload":                {"compte rendu de chargement", "comptes rendus de chargement"},
	"agents.name":                    {"nom d'agent", "noms d'agents"},
	"agents.totp_secret":             {"code d'application d'un agent", "codes d'application d'agents"},
	"agents.seal":                    {"accès d'un agent", "accès d'agents"},
	"clients.seal":                   {"service", "services"},
	"grants.seal":                    {"autorisation d'un service", "autorisations de services"},
	"approvals.seal":                 {"demande d'accord", "demandes d'accord"},
	"known_browsers.seal":            {"navigateur reconnu", "navigateurs reconnus"},
	"flows.seal":                     {"parcours en cours", "parcours en cours"},
	"codes.seal":                     {"code de confirmation", "codes de confirmation"},
	"mandates.payload":               {"mandat d'un adhérent", "mandats d'adhérents"},
	"replaced_contacts.value":        {"ancienne coordonnée", "anciennes coordonnées"},
	"call_codes.seal":                {"code d'appel", "codes d'appel"},
	"logins.seal":                    {"connexion d'adhérent", "connexions d'adhérents"},
	"agent_logins.seal":              {"connexion d'agent", "connexions d'agents"},
	"client_subjects.seal":           {"numéro d'adhérent chez un service", "numéros d'adhérents chez des services"},
	"agent_passkeys.record":          {"clé d'accès d'un agent", "clés d'accès d'agents"},
	"member_passkeys.record":         {"clé d'accès d'un adhérent", "clés d'accès d'adhérents"},
	"passkey_challenges.payload":     {"connexion par clé d'accès en cours", "connexions par clé d'accès en cours"},
	"authorizations.payload":         {"demande d'un service", "demandes de services"},
	"grants.payload":                 {"autorisation d'un service", "autorisations de services"},
	"franceconnect_subjects.subject": {"numéro chez FranceConnect", "numéros chez FranceConnect"},
	"signing_keys.private_key":       {"clé de signature pour les services", "clés de signature pour les services"},
	"deliveries.payload":             {"avis à un service", "avis à des services"},
}

// damageSentence describes the damaged parts of a database in French.
func damageSentence(e *db.DamageError) string {
	var said []string
	for _, s := range e.Shut {
		kind := kindsOfLoss[s.Table+"."+s.Column]
		said = append(said, account.Counted(s.Rows, kind.one, kind.many)+" illisible"+map[bool]string{true: "s"}[s.Rows > 1])
	}
	if e.Orphans > 0 {
		said = append(said, account.Counted(e.Orphans, "ligne qui renvoie", "lignes qui renvoient")+" à ce qui n'existe plus")
	}
	if e.Chain != nil {
		said = append(said, fmt.Sprintf("le journal n'est plus entier à partir de la ligne %d", e.Chain.Seq))
	}
	return strings.Join(said, ", ")
}
