package views

import "sesame/texts"

func agentStateSamples() []Sample {
	const (
		role = "superviseur"
		at   = "le 23 novembre 2026 à 14 h 05"
	)
	well := []DeskStateLine{
		{Name: "base et clé", Says: texts.Sentence("/var/lib/sesame/sesame.db, schéma 16, SQLite 3.54.1, 2 messages en attente")},
		{Name: "fichiers"},
		{Name: "certificat", Says: texts.Sentence("valable jusqu'au 15/02/2027")},
	}
	state := desk("etat", role, Screen{Action: "/agent/etat", Data: DeskStateData{LookedAt: at, Well: well}})
	return []Sample{
		{"agent-etat", state},
		{"agent-etat-panne", state.with(func(s *Screen) {
			s.Notice = texts.StateChecked
			s.Data = DeskStateData{LookedAt: at, Well: well,
				Fails: []DeskStateLine{{Name: "e-mail", Says: texts.Sentence("le certificat du serveur de messagerie est signé par une autorité inconnue ici « AC de la caisse »"),
					Mend: texts.Sentence("mettez son certificat dans le fichier de SESAME_CA_FILE (smtp-tls)"), Then: "le relais répond ; il accepte le nom, l'expéditeur et l'adresse de contact", Since: at}},
				Attention: []DeskStateLine{{Name: "sauvegarde", Says: texts.Sentence("aucune"), Mend: texts.Sentence("réglez SESAME_BACKUP_DIR, ou lancez chaque jour « sesame backup FICHIER »"),
					Then: "la date de la dernière copie, relue et prouvée", Since: at}}}
		})},
		{"agent-etat-en-cours", state.with(func(s *Screen) { s.Notice = texts.StateGoesOn })},
		{"agent-etat-vide", state.with(func(s *Screen) { s.Data = DeskStateData{} })},
	}
}
