package main

import (
	"context"
	"fmt"
	"os"
	"os/exec" //nolint:depguard // the installer alone asks the service manager, in words that nobody types
	"strings"

	"sesame/terminal"
)

// managerSign exists while systemd runs (sd_booted(3)); packageUnit is the package's unit.
const (
	managerSign = "/run/systemd/system"
	packageUnit = "/lib/systemd/system/sesame.service"
)

// startable says whether systemd runs, the package's unit is installed and the caller is root.
func startable() bool {
	for _, path := range []string{managerSign, packageUnit} {
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return os.Geteuid() == 0
}

// start asks whether to enable and start the service, does so, and returns whether it runs. A service that already
// runs is restarted, because it has read the previous configuration.
func (p *program) start(ctx context.Context, d *terminal.Dialogue) (runs bool, err error) {
	for {
		answer, err := d.Ask("\nDémarrer Sésame maintenant, et avec l'ordinateur ? oui ou non\n> ")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "oui", "o":
			for _, c := range []*exec.Cmd{
				exec.CommandContext(ctx, "systemctl", "--quiet", "enable", "sesame.socket", "sesame.service"),
				exec.CommandContext(ctx, "systemctl", "--quiet", "restart", "sesame.socket", "sesame.service"),
			} {
				if said, err := c.CombinedOutput(); err != nil {
					fmt.Fprintf(p.stdout, "  Il n'a pas démarré : %s\n  « journalctl -u sesame -n 30 » dit pourquoi.\n", strings.TrimSpace(string(said)))
					return false, nil
				}
			}
			fmt.Fprintln(p.stdout, "  Il fonctionne.")
			return true, nil
		case "non", "n":
			return false, nil
		}
	}
}
