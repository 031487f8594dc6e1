package mutate

// agents are mutations of the agents' pages: rights, factors, sessions, audit.
var agents = []mutation{
	{
		breaks: "a code of the authenticator counts twice",
		rows:   rows{asvs: {"6.3.3", "6.5.1"}},
		file:   "db/agent_factors.go", old: "AND coalesce(totp_step, 0) < ?1`, step, a.ID)", new: "AND ?1 > 0`, step, a.ID)",
		test: "handlers/agent TestASecondFactorCountsOnce",
	},
	{
		breaks: "a recovery code counts twice",
		rows:   rows{asvs: {"6.4.4", "6.5.1"}},
		file:   "db/agent_factors.go", old: "`DELETE FROM agent_recovery_codes WHERE agent_id = ? AND code_key = ?`", new: "`UPDATE agent_recovery_codes SET code_key = code_key WHERE agent_id = ? AND code_key = ?`",
		test: "handlers/agent TestASecondFactorCountsOnce",
	},
	{
		breaks: "the password's word lasts as long as a session",
		rows:   rows{asvs: {"6.5.5"}},
		file:   "journey/acts/agentjourney.go", old: "		return proofLife\n", new: "		return a.Limits.SessionMax\n",
		test: "handlers/agent TestASecondFactorCountsOnce",
	},
	{
		breaks: "the authenticator's next code is right already",
		rows:   rows{asvs: {"6.5.5"}},
		file:   "handlers/agent/totp.go", old: "for offset := int64(0); offset >= -1; offset-- {", new: "for offset := int64(1); offset >= -1; offset-- {",
		test: "handlers/agent TestTwoCodesOfAnAuthenticatorAreRightAtAMoment",
	},
	{
		breaks: "the last second factor may be removed",
		rows:   rows{asvs: {"6.3.3"}},
		file:   "db/agent_factors.go", old: "WHERE id = ?2 AND agent_id = ?1 AND `+factors+` > 1`, a.ID, id)", new: "WHERE id = ?2 AND agent_id = ?1 AND `+factors+` > 0`, a.ID, id)",
		test: "db TestOneSecondFactorRemains",
	},
	{
		breaks: "an agent comes in with a password alone",
		rows:   rows{asvs: {"6.3.3"}},
		file:   "handlers/agent/facteur.go", old: "\t\ttry.Details.Way = how\n\t\treturn right, err\n", new: "\t\ttry.Details.Way = how\n\t\treturn true, err\n",
		test: "handlers/agent TestASecondFactorCountsOnce",
	},
	{
		breaks: "an agent who has both factors right does not come in",
		rows:   rows{asvs: {"6.3.4"}},
		file:   "handlers/agent/session.go", old: "	a.Desk.Put(ctx, keyDeskLogin, login)\n", new: "",
		test: "handlers/agent TestAnAgentComesIn",
	},
	{
		breaks: "who lost an access is let in until the session ends",
		rows:   rows{asvs: {"6.4.4", "7.4.2", "7.4.5"}},
		file:   "handlers/agent/session.go", old: "\tif !login.Open(now, a.Limits.AgentIdle, a.Limits.SessionMax) {\n\t\treturn nil, nil\n\t}\n\tagent, err := a.DB.Agent(ctx, login.AgentID)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tif hex.EncodeToString(agent.Handle) != a.Desk.GetString(ctx, keyDeskHolder) {\n\t\treturn nil, fmt.Errorf(\"agent login %d leads to another agent than the one who had opened it: %w\", id, keys.ErrSealed)\n\t}\n\tif agent.Disabled() || !agent.Enrolled() {\n", new: "\tlogin.EndedAt = time.Time{}\n\tif !login.Open(now, a.Limits.AgentIdle, a.Limits.SessionMax) {\n\t\treturn nil, nil\n\t}\n\tagent, err := a.DB.Agent(ctx, login.AgentID)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tif hex.EncodeToString(agent.Handle) != a.Desk.GetString(ctx, keyDeskHolder) {\n\t\treturn nil, fmt.Errorf(\"agent login %d leads to another agent than the one who had opened it: %w\", id, keys.ErrSealed)\n\t}\n\tif agent.Disabled() && false {\n",
		test: "handlers/agent/agents TestSupervisorsManageAgents",
	},
	{
		breaks: "a new secret leaves the old one good",
		rows:   rows{asvs: {"6.4.4"}},
		file:   "db/agents.go", old: "enrolment_key = ? AND enrolment_expires_at > ?`,\n\t\tt.sealedPassword(", new: "(1 OR enrolment_key = ?) AND enrolment_expires_at > ?`,\n\t\tt.sealedPassword(",
		test: ". TestAgentsAreAddedByCommand",
	},
	{
		breaks: "an agent's session keeps its id with the second factor",
		rows:   rows{asvs: {"7.2.4"}},
		file:   "handlers/agent/session.go", old: "	if err := a.Desk.RenewToken(ctx); err != nil {\n		return err\n	}\n	a.Desk.Put", new: "	a.Desk.Put",
		test: "handlers/agent TestAnAgentsSessionCannotBeFixedNorLeftBehind",
	},
	{
		breaks: "an agent cannot close other sessions of theirs",
		rows:   rows{asvs: {"7.1.2", "7.4.5"}},
		file:   "journey/acts/ownaccess.go", old: "			return err\n		}\n		return t.CloseAgentLogins(ctx, who.Agent.ID, who.Session, a.Now())\n	})\n}\n\n// ChangeOwnPassword", new: "			return err\n		}\n		return nil\n	})\n}\n\n// ChangeOwnPassword",
		inFile: true,
		test:   "handlers/agent TestOwnAccess",
	},
	{
		breaks: "a member's other session cannot be closed",
		rows:   rows{asvs: {"7.1.2", "7.5.2"}},
		file:   "journey/acts/login.go", old: "\tif closed, err := t.CloseLogin(ctx, m.ID, session, a.Now()); err != nil || !closed {\n\t\treturn err\n\t}\n", new: "",
		test: "handlers/member TestDevices",
	},
	{
		breaks: "« Fermer les sessions » of a member closes none",
		rows:   rows{asvs: {"7.4.5"}},
		file:   "journey/acts/closesessions.go", old: "	if err := t.CloseLogins(ctx, m.ID, 0, a.Now()); err != nil {\n		return err\n	}\n", new: "",
		test: "handlers/agent/memberacts TestClosingSessions",
	},
	{
		breaks: "a route of the agents is everybody's",
		rows:   rows{asvs: {"8.1.1", "8.2.1", "16.3.2"}},
		file:   "handlers/agent/session.go", old: "		if !r.Of(d.Agent.Role) {", new: "		if !r.Of(d.Agent.Role) && r != acts.MayManageAgents {",
		test: "handlers/agent TestEveryRouteIsForThoseWhoseRightItIs",
	},
	{
		breaks: "an agent's refused page is in no log",
		rows:   rows{asvs: {"16.3.2"}},
		file:   "handlers/agent/session.go", old: "	if err := a.AuditAlone(c, events.AgentDenied.Refused(nil, events.Details{Object: events.Object(r)})); err != nil {\n		return err\n	}\n", new: "",
		test: "handlers/agent TestEveryRouteIsForThoseWhoseRightItIs",
	},
	{
		breaks: "a right that was lost while an act runs counts",
		rows:   rows{asvs: {"8.3.1"}},
		file:   "journey/acts/rights.go", old: "	case !login.EndedAt.IsZero() || agent.Disabled() || !agent.Enrolled() || agent.PasswordHash != who.Agent.PasswordHash:\n		return ErrSessionEnded\n	case !r.Of(agent.Role):\n		return ErrForbidden\n", new: "	case !r.Of(agent.Role) && login.ID < 0:\n		return ErrForbidden\n",
		test: "handlers/agent TestRightsLostWhileAnActRunsChangeNothing",
	},
	{
		breaks: "a member closes anybody's session by its number",
		rows:   rows{asvs: {"8.2.1", "8.2.2"}},
		file:   "db/logins.go", old: "`UPDATE logins SET ended_at = ?, seal = NULL WHERE member_id = ? AND ended_at IS NULL AND `+which, seconds(now), memberID, value)", new: "`UPDATE logins SET ended_at = ?, seal = NULL WHERE ? > 0 AND ended_at IS NULL AND `+which, seconds(now), memberID, value)",
		test: "handlers TestAttacks",
	},
	{
		breaks: "the log of the agents tells no second factor",
		rows:   rows{asvs: {"16.3.1"}},
		file:   "journey/acts/door.go", old: "	return session, a.audit(ctx, t, who, events.AgentLogin.OK(nil, loginDetails(agent, way)))", new: "	return session, nil",
		test: "handlers/agent TestTheLogOfTheAgents",
	},
	{
		breaks: "a closed account's session goes on",
		rows:   rows{asvs: {"7.4.2"}},
		file:   "handlers/web/session.go", old: "\tif a.DB.Barred(v.Member, now) {\n", new: "\tif a.DB.Barred(v.Member, now) && login.ID < 0 {\n",
		test: "handlers/member TestAClosedAccountIsNobodys",
	},
}
