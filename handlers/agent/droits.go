package agent

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// right is one thing that an agent may do. Every route of the agents' names the one it needs, and nothing else decides.
type right string

// The rights. rightIn is every agent's.
const (
	rightIn      right = "in"
	rightFind    right = "find"
	rightReset   right = "reset"
	rightApprove right = "approve"
	rightUnblock right = "unblock"
	rightCorrect right = "correct"
	rightClose   right = "close-sessions"
	rightAnswer  right = "answer"
	rightPrint   right = "print"
	rightImport  right = "import"
	rightFigures right = "figures"
	rightAgents  right = "agents"
	rightLog     right = "log"
)

// rights is the one page where it stands who may do what; /agent/droits shows it.
var rights = []struct {
	right right
	label string
	roles []db.Role
}{
	{rightIn, "Se connecter, gérer son propre accès, voir cette page", db.Roles},
	{rightFind, "Chercher un adhérent, voir sa fiche, s'assurer au téléphone que c'est bien lui", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightReset, "Réinitialiser un mot de passe : e-mail, SMS, courrier, remise au guichet", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightApprove, "Approuver la réinitialisation demandée par un autre agent", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightUnblock, "Lever un blocage", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightCorrect, "Corriger des coordonnées", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightClose, "Fermer les sessions d'un adhérent", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightAnswer, "Lire les messages du formulaire de contact et y répondre", []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{rightPrint, "Imprimer les courriers, les marquer postés ou revenus", []db.Role{db.RoleMailroom, db.RoleSupervisor}},
	{rightImport, "Charger les fichiers du système de gestion", []db.Role{db.RoleSupervisor}},
	{rightFigures, "Voir les statistiques", []db.Role{db.RoleSupervisor}},
	{rightAgents, "Ajouter un agent, changer son rôle, lui retirer l'accès", []db.Role{db.RoleSupervisor}},
	{rightLog, "Lire le journal des actes des agents", []db.Role{db.RoleSupervisor}},
}

// of says whether a role has the right.
func (r right) of(role db.Role) bool {
	for _, row := range rights {
		if row.right == r {
			return slices.Contains(row.roles, role)
		}
	}
	return false
}

// label says the right in French.
func (r right) label() string {
	for _, row := range rights {
		if row.right == r {
			return row.label
		}
	}
	return string(r)
}

func (a *Pages) showRights(c echo.Context) error {
	d := views.DeskRightsData{Yours: string(visitor(c).agent.Role)}
	for _, role := range db.Roles {
		d.Roles = append(d.Roles, string(role))
	}
	for _, row := range rights {
		line := views.DeskRight{Label: row.label}
		for _, role := range db.Roles {
			line.Has = append(line.Has, slices.Contains(row.roles, role))
		}
		d.Rights = append(d.Rights, line)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/droits", Data: d})
}
