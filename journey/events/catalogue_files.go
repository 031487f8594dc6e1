package events

// Events about files, the database as a whole, and the use of the statistics.
var (
	Imported = add(row{
		name:  "import",
		means: "a file of the back office changed something (`object`: which file; `numbers`: how many lines)",
		acts:  says{ok: "a chargé un fichier"},
	})
	ImportChecked = add(row{
		name:  "import-checked",
		means: "an agent brought a file by the web (`object`, `numbers`)",
		acts:  says{ok: "a envoyé un fichier à vérifier"},
	})
	ImportBegun = add(row{
		name:  "import-begun",
		means: "an agent had it loaded (`numbers`; `cause`: how). What it changed is an `import` of that agent's",
		acts:  says{ok: "a fait charger un fichier"},
	})
	ImportCancelled = add(row{
		name:  "import-cancelled",
		means: "an agent gave it up (`numbers`; `cause`: what had become of it by then)",
		acts:  says{ok: "a renoncé à un fichier"},
	})
	ImportRead = add(row{
		name:  "import-read",
		means: "an agent looked at what a file says of members, masked (`numbers`)",
		acts:  says{ok: "a regardé les lignes refusées d'un fichier"},
	})
	ImportRejects = add(row{
		name:  "import-rejects-read",
		means: "an agent fetched the refused lines whole (`numbers`)",
		acts:  says{ok: "a téléchargé les lignes refusées d'un fichier"},
	})
	ImportUndone = add(row{
		name:  "import-undone",
		means: "an import was undone (`numbers`: of the import, and how many members or payments were restored, removed, and kept because they were changed since)",
		acts:  says{ok: "a remis comme avant ce qu'un fichier avait changé"},
	})
	ContactsExported = add(row{
		name:  "contacts-exported",
		means: "the contacts that changed here were written into a file for the back office (`numbers`: how many lines)",
		acts:  says{ok: "a exporté les contacts"},
	})
	FiguresSeen = add(row{
		name:  "figures-seen",
		means: "a supervisor looked at « Comment ça va » (`object`: by day or week; `way` for the file)",
		acts:  says{ok: "a regardé les statistiques"},
	})
	KeyRotated = add(row{
		name:  "key-rotated",
		means: "the database passed under a new key (`numbers`: its line in the key file)",
		acts:  says{ok: "a mis la base sous une nouvelle clé"},
	})
	DatabaseRestored = add(row{
		name:  "database-restored",
		means: "a copy was put in place of the database: what was done between the row before this one and now is not in it (`numbers`: messages that were not sent again, damaged rows that were removed)",
		acts:  says{ok: "a remis en place une copie de la base"},
	})
	AlteredMet = add(row{
		name:  "altered-met",
		means: "a row or a value was met that does not open under the key: it was altered outside the program, or damaged, and the request ended with a fault (its reference and the table are in the process's log)",
		acts:  says{refused: "a rencontré une donnée modifiée hors du programme, ou abîmée"},
	})
	KeyPrinted = add(row{
		name:  "key-printed",
		means: "the key file was put on paper (`numbers`: how many keys it holds)",
		acts:  says{ok: "a imprimé la clé"},
	})
)
