package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"sesame/account"
	"sesame/db"
	"sesame/journey/acts"
)

// agent runs « sesame agent », which adds, invites, disables and lists agents. Anyone who may run the program on its host may add
// agents, including the first one.
func (p *program) agent(ctx context.Context, args []string) int {
	role, name := "", ""
	c, rest, err := p.configure(args, options{command: "agent", args: "add|invite|disable AGENT, ou list", count: 1, further: 1,
		settings: only("SESAME_DB", "SESAME_KEY_FILE"), flags: func(fs *flag.FlagSet) {
			fs.StringVar(&role, "role", "", "Rôle d'un nouvel agent : agent, courrier ou superviseur. Par défaut superviseur pour le premier, agent ensuite.")
			fs.StringVar(&name, "nom", "", "Nom d'un nouvel agent, comme ses collègues le lisent ; son site et son poste peuvent suivre.")
		}})
	if err != nil {
		return p.refuse(err)
	}
	act, named := p.agentActs()[rest[0]], len(rest) == 2
	if act == nil || named == (rest[0] == "list") {
		return p.refuse(errors.New("usage : sesame agent add|invite|disable AGENT, ou sesame agent list"))
	}
	if role != "" && (rest[0] != "add" || !slices.Contains(db.Roles, db.Role(role))) {
		return p.refuse(errors.New("--role va avec « add », et vaut agent, courrier ou superviseur"))
	}
	if name != "" && rest[0] != "add" {
		return p.refuse(errors.New("--nom va avec « add »"))
	}
	if name, err = account.ParseAgentName(name); err != nil {
		return p.refuse(fmt.Errorf("--nom : %w", err))
	}
	login := ""
	if named {
		if login, err = account.ParseAgentLogin(rest[1]); err != nil {
			return p.refuse(fmt.Errorf("« %s » : %w", rest[1], err))
		}
	}
	d, err := p.database(c).Open(ctx, false)
	if err != nil {
		return p.fail(err)
	}
	defer d.Close() //nolint:errcheck // what was committed is on the disk
	if err := act(ctx, d, login, newcomer{db.Role(role), name}); err != nil {
		return p.fail(p.database(c).Told(err))
	}
	return exitDone
}

// newcomer holds the options of « agent add » that describe the new agent.
type newcomer struct {
	role db.Role // empty for the default role
	name string  // name shown to colleagues
}

type agentAct func(ctx context.Context, d *db.DB, login string, as newcomer) error

func (p *program) agentActs() map[string]agentAct {
	return map[string]agentAct{"add": p.addAgent, "invite": p.inviteAgent, "disable": p.disableAgent, "list": p.listAgents}
}

func (p *program) tellSecret(i acts.Invitation) {
	fmt.Fprintf(p.stdout, "Agent %s (%s). Secret d'enrôlement, à lui donner de la main à la main :\n\n    %s\n\n"+
		"Il sert une fois, jusqu'au %s, sur la page /agent/enrolement.\n",
		i.Login, i.Role, strings.Join([]string{i.Secret[:4], i.Secret[4:8], i.Secret[8:]}, " "), i.Until.In(p.zone).Format("02/01/2006 à 15 h 04"))
}

func (p *program) addAgent(ctx context.Context, d *db.DB, login string, as newcomer) error {
	var invitation acts.Invitation
	err := d.InTx(ctx, func(t *db.Tx) (err error) {
		invitation, err = p.acts(d).AddAgent(ctx, t, acts.Command, login, as.name, as.role)
		return err
	})
	if errors.Is(err, db.ErrAgentExists) {
		return fmt.Errorf("l'agent %s existe déjà ; « sesame agent invite %s » lui donne un nouveau secret", login, login)
	}
	if err == nil {
		p.tellSecret(invitation)
	}
	return err
}

// inviteAgent gives a new enrolment secret to an agent who has lost the password or the second factor, or who was disabled.
func (p *program) inviteAgent(ctx context.Context, d *db.DB, login string, _ newcomer) error {
	var invitation acts.Invitation
	err := d.InTx(ctx, func(t *db.Tx) error {
		agent, err := t.AgentByLogin(ctx, login)
		if err != nil {
			return err
		}
		invitation, err = p.acts(d).Invite(ctx, t, acts.Command, agent.ID, agent.Stamp())
		return err
	})
	if errors.Is(err, db.ErrNotFound) {
		return noAgent(login)
	}
	if err == nil {
		p.tellSecret(invitation)
	}
	return err
}

func noAgent(login string) error {
	return fmt.Errorf("aucun agent ne s'appelle %s ; « sesame agent list » les donne tous", login)
}

func (p *program) disableAgent(ctx context.Context, d *db.DB, login string, _ newcomer) error {
	err := d.InTx(ctx, func(t *db.Tx) error {
		agent, err := t.AgentByLogin(ctx, login)
		if err != nil {
			return err
		}
		return p.acts(d).Disable(ctx, t, acts.Command, agent.ID, agent.Stamp())
	})
	switch {
	case errors.Is(err, db.ErrNotFound):
		return noAgent(login)
	case errors.Is(err, db.ErrLastSupervisor):
		return fmt.Errorf("%s est le dernier superviseur qui peut entrer : il faut d'abord qu'un autre ait ouvert son accès", login)
	case err == nil:
		fmt.Fprintf(p.stdout, "L'agent %s n'a plus accès au service ; ses sessions sont fermées.\n", login)
	}
	return err
}

func (p *program) listAgents(ctx context.Context, d *db.DB, _ string, _ newcomer) error {
	all, err := d.Agents(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "AGENT\tRÔLE\tÉTAT\tVU\tNOM AFFICHÉ")
	for _, a := range all {
		seen := "jamais"
		if !a.LastSeenAt.IsZero() {
			seen = a.LastSeenAt.In(p.zone).Format("02/01/2006 15:04")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Login, a.Role, a.State(p.now()), seen, a.Name)
	}
	return w.Flush()
}
