package texts

// UndeclaredProxy warns agents that requests come through a proxy that is not configured.
func UndeclaredProxy(address string) string {
	return "Le service ne reconnaît pas le serveur qui lui transmet les demandes (" + address + ") : il prend tous les adhérents pour une seule personne, " +
		"et peut les refuser tous. Prévenez vos informaticiens : cette adresse manque dans SESAME_TRUSTED_PROXIES."
}

// UnreadableProxy warns agents that a proxy does not send the client's address.
func UnreadableProxy(address string) string {
	return "Le serveur qui transmet les demandes (" + address + ") ne dit pas de qui elles viennent : le service prend tous les adhérents pour une seule personne, " +
		"et peut les refuser tous. Prévenez vos informaticiens : son en-tête X-Forwarded-For ne porte pas d'adresse."
}
