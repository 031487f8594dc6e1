package mutate

// byDirectory are mutations of the agents' log-in by the caisse's directory.
var byDirectory = []mutation{
	{
		breaks: "a name in the directory takes an agent over",
		rows:   rows{security: {"18", "a person with a name like an agent's in the directory | logs in by the directory as that agent"}},
		file:   "db/agent_directory.go", old: "WHERE id = ? AND directory_until > ?`,", new: "WHERE id = ? AND (directory_until > ? OR TRUE)`,",
		test: "handlers/agent TestANameAloneTakesNoAgentOver",
	},
	{
		breaks: "another browser's return of the directory is taken",
		rows:   rows{security: {"18"}},
		file:   "handlers/openid/attempt.go", old: "if t != nil && subtle.ConstantTimeCompare([]byte(c.QueryParam(\"state\")), []byte(t.State)) != 1 {", new: "if t != nil && subtle.ConstantTimeCompare([]byte(c.QueryParam(\"state\")), []byte(t.State)) > 1 {",
		test: "handlers/agent TestTheReturnOfADirectory",
	},
	{
		breaks: "an answer of another provider is taken for the directory's",
		rows:   rows{security: {"18"}},
		file:   "handlers/agent/directory/logout.go", old: "return issuer == d.Issuer", new: "return issuer != \"\"",
		test: "handlers/agent TestTheReturnOfADirectory",
	},
	{
		breaks: "the directory may have proved less than was asked",
		rows:   rows{security: {"18"}},
		file:   "handlers/agent/directory/identify.go", old: "if !said.level(d.Levels) {", new: "if !said.level(nil) {",
		test: "handlers/agent TestDirectoryTokens",
	},
	{
		breaks: "an authentication of long ago at the directory counts",
		rows:   rows{security: {"18"}},
		file:   "handlers/agent/directory/identify.go", old: "told && time.Unix(int64(at), 0).Before(oldest.Add(-openid.ClockSkew))", new: "told && time.Unix(int64(at), 0).Before(oldest.AddDate(-99, 0, 0))",
		test: "handlers/agent TestDirectoryTokens",
	},
	{
		breaks: "the directory's userinfo may be about somebody else",
		rows:   rows{security: {"18"}},
		file:   "handlers/agent/directory/identify.go", old: "if told[\"sub\"] != subject {", new: "if told[\"sub\"] == nil && subject == \"\" {",
		test: "handlers/agent TestDirectoryUserinfo",
	},
	{
		breaks: "who has lost every role in the directory keeps the sessions here",
		rows:   rows{security: {"18"}},
		file:   "journey/acts/directory.go", old: "if err := t.CloseAgentLogins(ctx, agent.ID, 0, a.Now()); err != nil {", new: "if err := t.CloseAgentLogins(ctx, -agent.ID, 0, a.Now()); err != nil {",
		test: "handlers/agent TestTheDirectoryGivesTheRole",
	},
	{
		breaks: "any token of the directory ends sessions",
		rows:   rows{security: {"18"}, asvs: {"10.5.5"}},
		file:   "handlers/agent/directory/logout.go", old: "if !logout || !typedLogout(raw) || said.Nonce != nil ||", new: "if !logout && said.Nonce == nil ||",
		test: "handlers/agent TestLogoutTokens",
	},
	{
		breaks: "an old log-out of the directory ends sessions",
		rows:   rows{security: {"18"}},
		file:   "handlers/agent/directory/logout.go", old: "token.IssuedAt.After(now.Add(-tokenLife))", new: "token.IssuedAt.After(time.Time{})",
		test: "handlers/agent TestLogoutTokens",
	},
	{
		breaks: "an agent's place in the directory is not sealed",
		rows:   rows{security: {"18"}},
		file:   "db/row_seals.go", old: "\"totp_step\", \"directory_until\"},\n\t\tkeyed: []string{\"directory_key\"}}}", new: "\"totp_step\"},\n\t\tkeyed: []string{}}}", inFile: true,
		test: "db TestAPlaceInTheDirectoryIsSealed",
	},
}
