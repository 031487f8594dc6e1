package events

// Events about OpenID Connect clients, the programs to which members log in here.
var (
	ClientAdded = add(row{
		name:  "client-added",
		means: "a client of OpenID Connect was added (`object`: its name)",
		acts:  says{ok: "a ajouté un service"},
	})
	ClientSecret = add(row{
		name:  "client-secret-renewed",
		means: "a client got a new secret (`object`: its name): the old one is dead",
		acts:  says{ok: "a donné un nouveau secret à un service"},
	})
	ClientRemoved = add(row{
		name:  "client-removed",
		means: "a client was removed, with all that it was granted (`object`: its name; `note`)",
		acts:  says{ok: "a retiré un service"},
	})
)
