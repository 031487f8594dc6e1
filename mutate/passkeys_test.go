package mutate

// passkeys are mutations of the members' passkeys.
var passkeys = []mutation{
	{
		breaks: "a passkey's answer counts twice",
		rows:   rows{security: {"16", "a member's passkeys; challenges of a log-in by passkey, per browser and per address"}},
		file:   "db/passkey_challenges.go", old: "`DELETE FROM passkey_challenges WHERE browser_key = ?`, browser)", new: "`DELETE FROM passkey_challenges WHERE browser_key = ? AND FALSE`, browser)",
		test: "handlers/member TestAPasskeysAnswerCountsOnce",
	},
	{
		breaks: "a challenge is good for a day",
		rows:   rows{security: {"16", "a member's passkeys; challenges of a log-in by passkey, per browser and per address"}},
		file:   "journey/acts/passkeys.go", old: "ExpiresAt: a.Now().Add(passkeyLife)", new: "ExpiresAt: a.Now().Add(288 * passkeyLife)",
		test: "handlers/member TestAPasskeysAnswerCountsOnce",
	},
	{
		breaks: "a passkey whose counter goes back opens the space",
		rows:   rows{security: {"16"}},
		file:   "handlers/member/empreinte.go", old: "\tif used.Authenticator.CloneWarning {", new: "\tif used.Authenticator.CloneWarning && m == nil {",
		test: "handlers/member TestAPasskeysAnswerCountsOnce",
	},
	{
		breaks: "a passkey opens the space for whoever touches it",
		rows:   rows{security: {"16"}},
		file:   "handlers/member/empreinte.go", old: "webauthn.WithUserVerification(protocol.VerificationRequired)", new: "webauthn.WithUserVerification(protocol.VerificationDiscouraged)",
		test: "handlers/member TestAPasskeysAnswerCountsOnce",
	},
	{
		breaks: "a passkey that nobody has is answered otherwise",
		rows:   rows{security: {"16"}},
		file:   "handlers/member/empreinte.go", old: "\tif m == nil {\n\t\treturn a.refusePasskey(c)", new: "\tif m == nil {\n\t\treturn echo.ErrNotFound",
		test: "handlers/member TestAPasskeyIsAskedTheSameOfEverybody",
	},
	{
		breaks: "an agent's reset leaves passkeys good",
		rows:   rows{security: {"16"}},
		file:   "journey/acts/reset.go", old: "t.ForgetPasskeys(ctx, m.ID)", new: "t.ForgetPasskeys(ctx, -m.ID)",
		test: "handlers/member TestAResetByAnAgentRemovesPasskeys",
	},
	{
		breaks: "the end of an account leaves its passkeys",
		rows:   rows{security: {"16"}},
		file:   "db/account_end.go", old: "return t.ForgetPasskeys(ctx, m.ID)", new: "return t.ForgetPasskeys(ctx, -m.ID)",
		test: "handlers/member TestTheEndOfAnAccountRemovesPasskeys",
	},
	{
		breaks: "a challenge is given to another member",
		rows:   rows{security: {"16"}},
		file:   "db/passkey_challenges.go", old: "return boundTo(p.MemberID, p.ExpiresAt.Unix(), p.Browser)", new: "return boundTo(p.MemberID*0, p.ExpiresAt.Unix(), p.Browser)",
		test: "db TestAnAlteredPasskeyOpensNothing",
	},
	{
		breaks: "a member has any number of passkeys",
		rows:   rows{security: {"a member's passkeys; challenges of a log-in by passkey, per browser and per address"}},
		file:   "db/member_passkeys.go", old: "WHERE member_id = ?2) < ?6`", new: "WHERE member_id = ?2) < 100 * ?6`",
		test: "handlers/member TestAPasskeyIsAddedByWhoKnowsThePassword",
	},
	{
		breaks: "an address keeps any number of challenges",
		rows:   rows{security: {"a member's passkeys; challenges of a log-in by passkey, per browser and per address"}},
		file:   "db/passkey_challenges.go", old: "p.Origin, challengesKept)", new: "p.Origin, 100*challengesKept)",
		test: "db TestAChallengeIsTakenOnce",
	},
}
