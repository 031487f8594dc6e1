package mutate

// alone are mutations of « What one agent alone can do ».
var alone = []mutation{
	{
		breaks: "a contact that an agent has set counts as proved for a reset",
		rows:   rows{security: {"agent | sets an address of their own, and resets the password to it, at once or after any time"}},
		file:   "journey/acts/reset.go", old: "return Unproved(m, kind) || ChangedLately(m, kind, a.Now())", new: "return ChangedLately(m, kind, a.Now())",
		test: "handlers/agent TestWaitingMakesNoAddressOfAnAgentsKnown",
	},
	{
		breaks: "an agent's own request needs nobody else",
		rows:   rows{security: {"agent | agrees to their own request, or to one for a contact that they have set"}},
		file:   "journey/acts/approve.go", old: "case own && decision != db.ApprovalCancelled:", new: "case own && decision == db.ApprovalOvertaken:",
		test: "handlers/agent TestAContactChangedLatelyAsksASecondAgent",
	},
	{
		breaks: "who has set a contact agrees to a reset to it",
		rows:   rows{security: {"agent | agrees to their own request, or to one for a contact that they have set"}},
		file:   "journey/acts/approve.go", old: "return refuse(ApproverCorrected)", new: "return nil",
		test: "handlers/agent TestAContactChangedLatelyAsksASecondAgent",
	},
	{
		breaks: "a slip at the counter needs no proof",
		rows:   rows{security: {"agent | hands themselves a slip at the counter, on their own word"}},
		file:   "journey/acts/counter.go", old: "return refuse(NoProof)", new: "",
		test: "handlers/agent TestNoSlipAtTheCounterOnOnesOwnWord",
	},
	{
		breaks: "at the counter an answer counts after a wrong one",
		rows:   rows{security: {"agent | hands themselves a slip at the counter, on their own word"}},
		file:   "journey/acts/counter.go", old: "case !until.IsZero():", new: "case !until.IsZero() && false:",
		test: "handlers/agent TestNoSlipAtTheCounterOnOnesOwnWord",
	},
	{
		breaks: "an agreement at the counter counts for ever",
		rows:   rows{security: {"agent | hands themselves a slip at the counter, on their own word"}},
		file:   "journey/acts/counter.go", old: "r.ApprovedAtCounter(ctx, m.ID, who.login(), a.Now().Add(-callerProofLife))", new: "r.ApprovedAtCounter(ctx, m.ID, who.login(), a.Now().Add(-48*callerProofLife))",
		test: "handlers/agent TestNoSlipAtTheCounterOnOnesOwnWord",
	},
	{
		breaks: "the role courrier resets passwords",
		rows:   rows{security: {"courrier | finds, resets, corrects"}},
		file:   "journey/acts/rights.go", old: "{MayReset, []db.Role{db.RoleAgent, db.RoleSupervisor}},", new: "{MayReset, db.Roles},", inFile: true,
		test: "handlers/agent TestWhoMayHelpAMember",
	},
	{
		breaks: "a new role keeps the age of the access",
		rows:   rows{security: {"courrier who is made agent | agrees to a request at once"}},
		file:   "journey/acts/invite.go", old: "if MayApprove.Of(role) && !MayApprove.Of(agent.Role) {", new: "if false {",
		test: "handlers/agent TestANewRoleIsANewAccess",
	},
	{
		breaks: "an access agrees from its first minute",
		rows:   rows{security: {"superviseur | invites somebody who invites the second agent", "agents: a reset to a contact changed in the last 48 h, or set by an agent and not proved"}},
		file:   "journey/acts/approve.go", old: "return refuseUntil(ApproverTooNew, from)", new: "_ = from",
		test: "handlers/agent TestAChainOfInvitationsApprovesNothing",
	},
	{
		breaks: "an access that was taken over asks from its first minute",
		rows:   rows{security: {"superviseur | invites a colleague anew, takes over their access, and asks or agrees with it"}},
		file:   "journey/acts/approve.go", old: "return refuseUntil(AskerTooNew, from)", new: "_ = from",
		test: "handlers/agent TestAnInvitedColleagueIsNoSecondAgent",
	},
	{
		breaks: "an access that was taken over agrees from its first minute",
		rows:   rows{security: {"superviseur | invites a colleague anew, takes over their access, and asks or agrees with it"}},
		file:   "journey/acts/approve.go", old: "return refuseUntil(ApproverTooNew, from)", new: "_ = from",
		test: "handlers/agent TestAnInvitedColleagueIsNoSecondAgent",
	},
	{
		breaks: "« oubli » writes to an address that an agent has set",
		rows:   rows{security: {"agent | sets an address of their own, and waits for « oubli » to write there"}},
		file:   "journey/acts/message.go", old: "others := Unproved(m, kind) || c.Source", new: "others := c.Source",
		test: "handlers/agent TestWaitingMakesNoAddressOfAnAgentsKnown",
	},
	{
		breaks: "« oubli » writes at once to an address that an agent has set",
		rows:   rows{security: {"agent | sets an address of their own, and waits for « oubli » to write there"}},
		file:   "journey/acts/message.go", old: "others := Unproved(m, kind) || c.Source", new: "others := c.Source",
		test: "handlers/agent TestAnAddressOfAnAgentsCountsOnceTheMemberHasProvedIt",
	},
	{
		breaks: "an agent opens any number of members' pages",
		rows:   rows{security: {"agent | opens one member's page after another, to know many", "agents: different members whose pages an agent opens; passwords that an agent resets, or asks a second agent for"}},
		file:   "journey/acts/pace.go", old: "account.Pace{PerHour: a.Limits.RecordsPerHour}", new: "account.Pace{PerHour: 1000 * a.Limits.RecordsPerHour}",
		test: "handlers/agent TestAnAgentWhoOpensManyRecordsWaitsLongerEachTime",
	},
	{
		breaks: "the wait of an agent who opens many pages does not grow",
		rows:   rows{security: {"agent | opens one member's page after another, to know many", "agents: different members whose pages an agent opens; passwords that an agent resets, or asks a second agent for"}},
		file:   "account/pace.go", old: "min(time.Duration(within-p.PerHour+1)*paceStep, paceMost)", new: "min(time.Duration(min(within-p.PerHour+1, 1))*paceStep, paceMost)",
		test: "handlers/agent TestAnAgentWhoOpensManyRecordsWaitsLongerEachTime",
	},
	{
		breaks: "superviseurs read of nobody's haste",
		rows:   rows{security: {"agent | opens one member's page after another, to know many", "agents: different members whose pages an agent opens; passwords that an agent resets, or asks a second agent for"}},
		file:   "journey/acts/pace.go", old: "most >= of.perHour {", new: "most >= 1000*of.perHour {",
		test: "handlers/agent TestAnAgentWhoOpensManyRecordsWaitsLongerEachTime",
	},
	{
		breaks: "an agent resets any number of passwords",
		rows:   rows{security: {"agent | resets one password after another, to shut many out", "agents: different members whose pages an agent opens; passwords that an agent resets, or asks a second agent for"}},
		file:   "journey/acts/pace.go", old: "account.Pace{PerHour: a.Limits.ResetsPerHour}", new: "account.Pace{PerHour: 1000 * a.Limits.ResetsPerHour}",
		test: "handlers/agent TestAnAgentWhoResetsManyPasswordsWaitsLongerEachTime",
	},
	{
		breaks: "waits let through as many as one likes in a day",
		rows:   rows{security: {"agents: different members whose pages an agent opens; passwords that an agent resets, or asks a second agent for"}},
		file:   "account/pace.go", old: "min(time.Duration(within-p.PerHour+1)*paceStep, paceMost)", new: "min(time.Duration(within-p.PerHour+1)*paceStep, paceStep/10)",
		test: "account TestAPaceBoundsADay",
	},
	{
		breaks: "an access that was added on the server agrees at once",
		rows:   rows{security: {"whoever runs the server | adds an agent with `sesame agent add`, and agrees with that access"}},
		file:   "journey/acts/invite.go", old: "\t\topened = a.Now()\n\t}\n\treturn a.invite(ctx, t, who, agent, opened, events.AgentAdded)", new: "\t\topened = a.Now().Add(-CoolingOff)\n\t}\n\treturn a.invite(ctx, t, who, agent, opened, events.AgentAdded)",
		test: "handlers/agent TestAnAgentAddedOnTheServerAgreesToNothingForTwoDays",
	},
	{
		breaks: "an access that was added on the server counts from the enrolment",
		rows:   rows{security: {"whoever runs the server | adds an agent with `sesame agent add`, and agrees with that access"}},
		file:   "journey/acts/invite.go", old: "\tif who.Kind == System { // whoever", new: "\tif who.Kind == \"nobody\" { // whoever",
		test: "handlers/agent TestAnAgentAddedOnTheServerCountsFromTheCommand",
	},
	{
		breaks: "superviseurs read of no new access",
		rows:   rows{security: {prose + "TestANewAccessStandsOnTheSuperviseursHome"}},
		file:   "handlers/agent/accueil_agents.go", old: "\t\t\ttold = append(told, texts.AgentAccessNew(agent.Login, string(agent.Role), a.Since(agent.OpenedAt), a.From(from)))", new: "\t\t\t_ = from",
		test: "handlers/agent TestANewAccessStandsOnTheSuperviseursHome",
	},
}
