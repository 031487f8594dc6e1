package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"

	"sesame/courier"
	"sesame/db"
	"sesame/doctor"
	"sesame/handlers/web"
	"sesame/logging"
	"sesame/server"
)

// reloading reads the configuration again while the service runs.
type reloading struct {
	*program
	args    []string
	started *config // with which the service was started
	log     *slog.Logger

	form        *logging.Handler
	database    *db.DB
	certificate *server.Certificate
	postman     *courier.Courier
	watch       *doctor.Watch
	proxies     *web.Proxies
}

// reloaded are the settings that take effect at a reload; all others only at a start. Certificate files are read again, too.
var reloaded = map[string]bool{"SESAME_LOG": true, "SESAME_SMTP_URL": true, "SESAME_SMTP_FROM": true, "SESAME_SMS_URL": true, "SESAME_SMS_SENDER": true, "SESAME_TRUSTED_PROXIES": true}

// onHangUps reloads the configuration at each SIGHUP, which « systemctl reload » sends, until ctx ends.
func (r *reloading) onHangUps(ctx context.Context, asked <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
			server.Reload(func() {
				if err := r.reload(); err != nil {
					r.refuseReload(err)
				}
			})
		}
	}
}

// reload reads the configuration and applies the settings that can change at run time. On an error it changes nothing.
func (r *reloading) reload() error {
	again := serveOptions
	again.open = r.started.DB
	c, _, err := r.configure(r.args, again)
	if err != nil {
		return err
	}
	relay, err := c.relay()
	if err != nil {
		return err
	}
	gateway, err := c.gateway()
	if err != nil {
		return err
	}
	around, err := r.around(c, r.database, r.proxies)
	if err != nil {
		return err
	}
	var restart []string
	for _, s := range settings {
		if c.values[s.name] != r.started.values[s.name] && !reloaded[s.name] {
			restart = append(restart, s.name)
		}
	}
	before, err := r.started.gateway()
	if err == nil && (before == nil) != (gateway == nil) { // whether SMS are offered changes at a start only: the pages would not match
		restart, gateway = append(restart, "SESAME_SMS_URL"), before
	}
	r.postman.Exchange(relay, gateway)
	around.Gateway = gateway
	r.watch.Exchange(around)
	r.proxies.Trust(c.TrustedProxies)
	r.certificate.Status() // reads its files if they have changed
	r.log.Info("the configuration was read again: log, relay, gateway, declared proxies and certificate files hold at once")
	r.form.Change(c.Log)
	if len(restart) > 0 {
		r.log.Warn("settings have changed that hold from the next start on", "settings", strings.Join(restart, ", "))
	}
	return nil
}

// refuseReload logs each fault of the configuration.
func (r *reloading) refuseReload(err error) {
	all := faults{err.Error()}
	var missing unready
	if !errors.As(err, &all) && errors.As(err, &missing) {
		all = missing.faults
	}
	for _, says := range all {
		r.log.Error("the configuration is not read again, and the one before goes on: mend it, then reload", "fault", says)
	}
}
