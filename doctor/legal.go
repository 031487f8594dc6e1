package doctor

import (
	"context"
	"strings"
)

// legal lists what the legal pages lack because it is not configured.
func (d *Doctor) legal(context.Context) Finding {
	var missing, settings []string
	for _, asked := range []struct{ value, what, setting string }{
		{d.Caisse.Legal.Director, "le directeur de la publication", "SESAME_LEGAL_DIRECTOR"},
		{d.Caisse.Legal.Host, "l'hébergeur", "SESAME_LEGAL_HOST"},
		{d.Caisse.Legal.DPO, "le délégué à la protection des données", "SESAME_LEGAL_DPO"},
		{d.Caisse.Legal.Relay, "le relais téléphonique pour les personnes sourdes", "SESAME_ACCESS_RELAY"},
		{d.Caisse.Legal.AccessPlan, "le schéma pluriannuel d'accessibilité", "SESAME_ACCESS_PLAN"},
		{d.Caisse.Legal.Audit.Report, "l'audit d'accessibilité", "SESAME_ACCESS_AUDIT"},
	} {
		if asked.value == "" {
			missing, settings = append(missing, asked.what), append(settings, asked.setting)
		}
	}
	if audit := d.Caisse.Legal.Audit; audit.Report != "" && audit.By == "" {
		missing, settings = append(missing, "qui a fait l'audit et son résultat"), append(settings, "SESAME_ACCESS_AUDIT_BY", "SESAME_ACCESS_AUDIT_RATE")
	}
	if len(missing) > 0 {
		return attention("il manque " + strings.Join(missing, ", ") + " : donnez " + strings.Join(settings, ", "))
	}
	return ok("complètes")
}
