package texts

// Messages to supervisors about other agents' access.
const (
	RoleChanged     = "Le rôle est changé. Il compte dès la prochaine page que l'agent ouvre."
	AgentRenamed    = "Le nom affiché est changé."
	AccessRevoked   = "L'accès est retiré. Les sessions de l'agent sont fermées."
	ChooseRole      = "Choisissez un rôle."
	AgentNameTaken  = "Ce nom est déjà celui d'un agent, qui a peut-être perdu son accès. Choisissez-en un autre, ou invitez cet agent de nouveau."
	AgentIsYourself = "Personne ne change son propre rôle ni son propre accès : demandez-le à un autre superviseur."
	AgentChanged    = "L'accès ou le nom de cet agent a changé entre-temps : voici où il en est. Rien n'a été fait."
	LastSupervisor  = "C'est le dernier superviseur qui peut entrer : il en faut un."
	LogNobody       = "Personne n'a ce nom d'agent. La page « Agents » donne tous les noms."
	LogDayMalformed = "Écrivez le jour comme 23/11/2026."
)
