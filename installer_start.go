package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec" //nolint:depguard // the installer alone asks the service manager, in words that nobody types
	"path/filepath"
	"strconv"
	"strings"

	"sesame/terminal"
)

// managerSign exists while systemd runs (sd_booted(3)); packageUnit is the package's unit; ownUnits holds the units and drop-ins
// of the administrator.
const (
	managerSign = "/run/systemd/system"
	packageUnit = "/lib/systemd/system/sesame.service"
	ownUnits    = "/etc/systemd/system"
)

// startable says whether systemd runs, the package's unit is installed and the caller is root.
func startable() bool { return exists(managerSign) && exists(packageUnit) && os.Geteuid() == 0 }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// portSteps returns the commands by which root has systemd open the ports of the configuration, and starts the service: the
// package's socket opens another port, and its service may not open one below 1024. It returns none where a file in the folder of
// units shows that this was done.
func portSteps(folder string, c *config) (steps []string) {
	units := "sesame.socket sesame.service"
	dropIns := filepath.Join(folder, "sesame.socket.d")
	taken, _ := filepath.Glob(filepath.Join(dropIns, "*.conf")) // the pattern is a good one
	if c.Listen != packaged["SESAME_LISTEN"] && len(taken) == 0 {
		steps = append(steps, "mkdir -p "+dropIns,
			fmt.Sprintf(`printf '[Socket]\nListenStream=\nListenStream=%s\n' > %s`, strings.TrimPrefix(c.Listen, ":"), filepath.Join(dropIns, "adresse.conf")))
	}
	const ofHTTP = "sesame-http.socket"
	_, port, _ := net.SplitHostPort(c.HTTPListen)
	number, err := strconv.Atoi(port)
	if err == nil && number < 1024 && !exists(filepath.Join(folder, ofHTTP)) {
		steps = append(steps, "cp /usr/share/doc/sesame/examples/"+ofHTTP+" "+folder)
		units = ofHTTP + " " + units
	}
	if len(steps) == 0 {
		return nil
	}
	// systemd opens no socket of a service that runs.
	return append(steps, "systemctl daemon-reload", "systemctl stop sesame.socket sesame.service", "systemctl enable --now "+units)
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
