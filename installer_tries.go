package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"sesame/account"
	"sesame/courier"
	"sesame/db"
	"sesame/files"
	"sesame/terminal"
)

// tryTime is the timeout of a test message to the relay or the gateway, and of a request to the directory. A relay that has been sent
// the whole mail has three minutes to answer.
const tryTime = 30 * time.Second

// tryOut sends a test mail and a test SMS to the operator, draws a test letter, starts the service, and ends with the
// doctor's lines. An operator who stops in the middle of the tests has installed all the same.
func (p *program) tryOut(ctx context.Context, d *terminal.Dialogue) int {
	c, _, err := p.configure(nil, options{command: "installer", settings: func(setting) bool { return true }, serving: true, asCaller: true})
	if err != nil {
		return p.refuse(err)
	}
	for _, try := range []func(context.Context, *terminal.Dialogue, *config) error{p.tryMail, p.trySMS, p.tryLetter} {
		if err := try(ctx, d, c); errors.Is(err, terminal.ErrEnded) {
			fmt.Fprintln(p.stdout)
			break
		} else if err != nil {
			return p.fail(err)
		}
	}
	var ports []string
	if exists(packageUnit) {
		ports = portSteps(ownUnits, c)
	}
	runs := false
	if startable() && len(ports) == 0 {
		if runs, err = p.start(ctx, d); err != nil && !errors.Is(err, terminal.ErrEnded) {
			return p.fail(err)
		}
	}
	fmt.Fprintln(p.stdout)
	status := p.doctor(ctx, nil)
	fmt.Fprint(p.stdout, "\nPour la suite, en root :\n")
	if len(ports) > 0 {
		fmt.Fprintf(p.stdout, "  %s\n", strings.Join(ports, "\n  "))
	} else if !runs {
		fmt.Fprintln(p.stdout, "  systemctl enable --now sesame.socket sesame.service    démarre le service")
	}
	if !runs {
		fmt.Fprintln(p.stdout, "  sesame doctor                                          dit si tout va bien, une fois démarré")
	}
	fmt.Fprint(p.stdout, "  sesame agent add NOM                                   donne son accès au premier agent\n")
	if status != exitDone {
		fmt.Fprintln(p.stdout, "Ce qui est marqué ÉCHEC reste à régler : « sesame installer » repart de vos réponses.")
	}
	return status
}

// tryMail asks for an address until a test mail has left, or until the answer is empty.
func (p *program) tryMail(ctx context.Context, d *terminal.Dialogue, c *config) error {
	return p.try(ctx, d, "Votre adresse e-mail, pour recevoir un essai ; Entrée n'en envoie pas", account.ReadEmail, func(ctx context.Context, to string) error {
		relay, err := c.relay()
		if err != nil {
			return err
		}
		return relay.SendMail(ctx, courier.Mail{To: to, Subject: "Sésame : essai d'envoi", Reference: account.NewRequestNumber(), Date: p.now(),
			Text: "Bonjour,\n\nCet e-mail vient de l'installation de Sésame. Il montre que les e-mails partent, et d'où ils viennent.\n\n" + c.Caisse.Name + "\n"})
	})
}

func (p *program) trySMS(ctx context.Context, d *terminal.Dialogue, c *config) error {
	gateway, err := c.gateway()
	if gateway == nil || err != nil {
		return err
	}
	return p.try(ctx, d, "Votre numéro de portable, pour recevoir un essai ; Entrée n'en envoie pas", account.ParseMobile, func(ctx context.Context, to string) error {
		return gateway.SendText(ctx, courier.Text{To: to, Body: "Essai de l'installation de Sésame : les SMS partent.", Reference: account.NewRequestNumber()})
	})
}

// try asks for the recipient of a test message, and sends it. A failure is printed with its explanation, and the question
// asked again.
func (p *program) try(ctx context.Context, d *terminal.Dialogue, asks string, parse func(string) (string, error), send func(context.Context, string) error) error {
	for {
		answer, err := d.Ask("\n" + asks + "\n> ")
		if err != nil || answer == "" {
			return err
		}
		to, err := parse(answer)
		if err != nil {
			fmt.Fprintln(p.stdout, "  "+ended(err.Error()))
			continue
		}
		fmt.Fprintln(p.stdout, "  L'essai part ; la réponse peut prendre trois minutes.")
		limited, cancel := context.WithTimeout(ctx, tryTime)
		err = send(limited, to)
		cancel()
		if err == nil {
			fmt.Fprintln(p.stdout, "  Parti. Regardez s'il est arrivé, et comment il se présente.")
			return nil
		}
		fmt.Fprintf(p.stdout, "  Il n'est pas parti : %s (%v)\n", courier.Explain(err), err)
	}
}

// tryLetter draws a test letter with an invented recipient, as it would come out of the printer.
func (p *program) tryLetter(_ context.Context, d *terminal.Dialogue, c *config) error {
	for {
		path, err := d.Ask("\nFichier PDF où mettre un courrier d'essai, à imprimer et à plier ; Entrée n'en fait pas\n> ")
		if err != nil || path == "" {
			return err
		}
		letter := db.Letter{CreatedAt: p.now(), Payload: db.LetterPayload{Lines: []string{"MADAME JEANNE MARTIN", "12 RUE DE L'ESSAI", "86000 POITIERS"},
			Name: "Madame Jeanne Martin", Secret: account.NewTemporaryPassword(), Request: account.NewRequestNumber(), At: p.now(), Until: p.now().Add(c.Limits.LetterTTL)}}
		err = files.WriteNew(path, func(f *os.File) error { return courier.Letter(f, c.Caisse, []db.Letter{letter}, p.zone) })
		switch {
		case err == nil:
			fmt.Fprintf(p.stdout, "  %s est écrit : l'adresse doit tomber dans la fenêtre de l'enveloppe.\n", path)
			return nil
		case errors.Is(err, os.ErrExist):
			fmt.Fprintf(p.stdout, "  %s existe déjà : donnez un autre nom.\n", path)
		default:
			fmt.Fprintln(p.stdout, "  "+ended(unwritable(err).Error()))
		}
	}
}
