package texts

import "fmt"

// RecordsSlowed says why the agent must wait before the next member's page; the time is added after it.
func RecordsSlowed(perHour int) string {
	return fmt.Sprintf("Vous avez ouvert les fiches de %d adhérents ou plus en une heure : la suivante se fait attendre, un peu plus chaque fois. Celles que vous venez d'ouvrir restent ouvertes. Vos superviseurs le voient sur leur accueil.", perHour)
}

// ResetsSlowed says from when the agent may reset another password.
func ResetsSlowed(from string) string {
	return "Rien n'a été fait : vous avez réinitialisé beaucoup de mots de passe en une heure. Le suivant pourra l'être " + from + ". Vos superviseurs le voient sur leur accueil."
}

// AgentOpenedMany tells superviseurs how many members' pages an agent has opened within an hour.
func AgentOpenedMany(login string, number int, since string) string {
	return fmt.Sprintf("%s a ouvert les fiches de %d adhérents en une heure, depuis %s.", login, number, since)
}

// AgentResetMany tells superviseurs how many passwords an agent has reset within an hour.
func AgentResetMany(login string, number int, since string) string {
	return fmt.Sprintf("%s a réinitialisé ou demandé à réinitialiser %d mots de passe en une heure, depuis %s.", login, number, since)
}

// AgentAccessNew tells superviseurs about an access that is less than 48 hours old.
func AgentAccessNew(login, role, since, from string) string {
	return fmt.Sprintf("L'accès de %s (%s) a moins de 48 heures : il est ouvert depuis %s. Il comptera pour les accords %s.", login, role, since, from)
}
